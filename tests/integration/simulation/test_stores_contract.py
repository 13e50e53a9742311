"""Schedules, files, keys, secrets and mails, asked of the emulator and of the doubles alike."""

import base64
import hashlib
import io
import json
import time
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel import clock, ids
from chalicelib.platform import settings
from simulation.doubles.errors import NotKnown
from tests.support.bottle import Bottle

FLOW = "platform_wait_sweep"
LOGGED = [int(time.time()) * 1000 - ago for ago in (3_000, 2_000, 1_000)]


def code_of(call) -> str:
    with pytest.raises(ClientError) as refused:
        call()
    return refused.value.response["Error"]["Code"]


class TestSchedules:
    @pytest.fixture
    def create(self, aws):
        def create(name: str, seconds: float, **more) -> None:
            at = clock.to_text(clock.now() + timedelta(seconds=seconds))[:19]
            target = {
                "Arn": settings.machine_arn(FLOW),
                "RoleArn": settings.role_arn("scheduler"),
                "Input": json.dumps({"about": name}),
                "DeadLetterConfig": {"Arn": settings.queue_arn("schedule-failures-sqs")},
            }
            aws.client("scheduler").create_schedule(
                **{
                    "Name": name,
                    "GroupName": settings.schedule_group(),
                    "ScheduleExpression": f"at({at})",
                    "FlexibleTimeWindow": {"Mode": "OFF"},
                    "ActionAfterCompletion": "DELETE",
                    "Target": target,
                    **more,
                }
            )

        return create

    def test_start_an_execution_once_and_are_gone(self, aws, create):
        if isinstance(aws, Bottle):
            aws.functions["platform_sweep_waits"] = lambda event, context: {"outcome": "SWEPT"}
        create(name := ids.new_id(), 2)
        states = aws.client("stepfunctions")

        def started() -> list[str]:
            arns = [
                each["executionArn"] for each in states.list_executions(stateMachineArn=settings.machine_arn(FLOW))["executions"]
            ]
            return [arn for arn in arns if name in states.describe_execution(executionArn=arn)["input"]]

        assert len(aws.until(started, "an execution")) == 1
        create(name, 600)

    def test_have_a_name_of_their_own(self, create):
        create(name := ids.new_id(), 600)
        assert code_of(lambda: create(name, 900)) == "ConflictException"

    def test_lie_in_a_group_that_is_there(self, create):
        assert code_of(lambda: create(ids.new_id(), 600, GroupName="no-such")) == "ResourceNotFoundException"

    def test_of_another_kind_are_not_played(self, aws, create):
        if isinstance(aws, Bottle):
            with pytest.raises(NotKnown):
                create(ids.new_id(), 600, ScheduleExpression="cron(0 3 1 * ? *)")


class TestFiles:
    @pytest.fixture
    def bucket(self) -> str:
        return settings.bucket_name("reconciliation-bucket")

    def test_are_kept_under_their_names(self, aws, bucket):
        s3, name = aws.client("s3"), ids.new_id()
        s3.put_object(Bucket=bucket, Key=f"{name}/b.json", Body=b"first", ContentType="application/json")
        s3.put_object(Bucket=bucket, Key=f"{name}/b.json", Body=b"second")
        s3.put_object(Bucket=bucket, Key=f"{name}/a.json", Body=b"")
        with s3.get_object(Bucket=bucket, Key=f"{name}/b.json")["Body"] as body:
            assert (body.read(3), body.read()) == (b"sec", b"ond")
        listed = s3.list_objects_v2(Bucket=bucket, Prefix=f"{name}/")
        assert [each["Key"] for each in listed["Contents"]] == [f"{name}/a.json", f"{name}/b.json"]

    def test_are_given_again_only_when_they_have_changed(self, aws, bucket):
        s3, name = aws.client("s3"), ids.new_id()
        s3.put_object(Bucket=bucket, Key=name, Body=b"one")
        etag = s3.get_object(Bucket=bucket, Key=name)["ETag"]
        assert code_of(lambda: s3.get_object(Bucket=bucket, Key=name, IfNoneMatch=etag)) in ("304", "NotModified")
        s3.put_object(Bucket=bucket, Key=name, Body=b"two")
        assert s3.get_object(Bucket=bucket, Key=name, IfNoneMatch=etag)["Body"].read() == b"two"

    def test_are_listed_page_by_page(self, aws, bucket):
        s3, name, found, more = aws.client("s3"), ids.new_id(), [], {}
        for letter in "abc":
            s3.put_object(Bucket=bucket, Key=f"{name}/{letter}", Body=b"x")
        while True:
            page = s3.list_objects_v2(Bucket=bucket, Prefix=name, MaxKeys=2, **more)
            found += [each["Key"][-1] for each in page["Contents"]]
            if not page["IsTruncated"]:
                break
            more = {"ContinuationToken": page["NextContinuationToken"]}
        assert found == ["a", "b", "c"]

    def test_that_are_not_there_are_not_found(self, aws, bucket):
        s3 = aws.client("s3")
        s3.put_object(Bucket=bucket, Key=(name := ids.new_id()), Body=b"x")
        for _ in range(2):
            s3.delete_object(Bucket=bucket, Key=name)
        assert code_of(lambda: s3.get_object(Bucket=bucket, Key=name)) == "NoSuchKey"
        with pytest.raises(s3.exceptions.NoSuchKey):
            s3.get_object(Bucket=bucket, Key=name)
        assert "Contents" not in s3.list_objects_v2(Bucket=bucket, Prefix=name)

    def test_are_written_once_by_whom_wants_it_so(self, aws, bucket):
        s3, name = aws.client("s3"), ids.new_id()
        s3.put_object(Bucket=bucket, Key=name, Body=b"one", IfNoneMatch="*", Metadata={"sha256": "x"})
        again = lambda: s3.put_object(Bucket=bucket, Key=name, Body=b"two", IfNoneMatch="*")  # noqa: E731
        assert code_of(again) == "PreconditionFailed"
        assert s3.head_object(Bucket=bucket, Key=name)["Metadata"] == {"sha256": "x"}
        assert s3.get_object(Bucket=bucket, Key=name)["Body"].read() == b"one"
        assert code_of(lambda: s3.head_object(Bucket=bucket, Key=ids.new_id())) == "404"

    def test_are_sent_as_they_are_read(self, aws, bucket):
        s3, name, saved_as = aws.client("s3"), ids.new_id(), 'attachment; filename="a.pdf"'
        headers = {"ContentType": "application/pdf", "ContentDisposition": saved_as}
        s3.upload_fileobj(Fileobj=io.BytesIO(b"a file"), Bucket=bucket, Key=name, ExtraArgs=headers)
        found = s3.get_object(Bucket=bucket, Key=name)
        assert (found["Body"].read(), found["ContentLength"]) == (b"a file", 6)
        assert {header: found[header] for header in headers} == headers

    def test_say_of_themselves_what_was_said_of_them(self, aws, bucket):
        s3, name = aws.client("s3"), ids.new_id()
        headers = {"ContentType": "image/png", "ContentDisposition": "inline", "CacheControl": "private, max-age=3600"}
        s3.put_object(Bucket=bucket, Key=name, Body=b"x", **headers)
        for found in (s3.head_object(Bucket=bucket, Key=name), s3.get_object(Bucket=bucket, Key=name)):
            assert {header: found[header] for header in headers} == headers
        s3.put_object(Bucket=bucket, Key=name, Body=b"x")
        assert "CacheControl" not in s3.head_object(Bucket=bucket, Key=name)

    def test_are_whole(self, aws, bucket):
        s3, name, digest = aws.client("s3"), ids.new_id(), base64.b64encode(hashlib.sha256(b"whole").digest()).decode()
        s3.put_object(Bucket=bucket, Key=name, Body=b"whole", ChecksumSHA256=digest)
        assert code_of(lambda: s3.put_object(Bucket=bucket, Key=name, Body=b"who", ChecksumSHA256=digest)) == "BadDigest"

    def test_have_links_and_forms(self, aws, bucket):
        s3, name = aws.client("s3"), ids.new_id()
        link = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": name}, ExpiresIn=60)
        form = s3.generate_presigned_post(bucket, name, Conditions=[["content-length-range", 1, 4]], ExpiresIn=60)
        assert bucket in link and name in link
        assert bucket in form["url"] and form["fields"]["key"] == name

    def test_that_come_are_told(self, aws):
        if isinstance(aws, Bottle):
            aws.world.doubles["sqs"].queues["kyc-uploads-sqs"].function = None
        bucket, name = settings.bucket_name("kyc-quarantine"), f"{ids.new_id()}/with space"
        aws.client("s3").put_object(Bucket=bucket, Key=name, Body=b"four")
        url = aws.place.queue_url("kyc-uploads-sqs", aws.endpoint)

        def told() -> dict | None:
            for message in aws.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ()):
                for record in json.loads(message["Body"]).get("Records", ()):
                    if record["s3"]["object"]["key"].startswith(name[:36]):
                        return record
            return None

        record = aws.until(told, "what S3 tells")
        assert (record["eventName"], record["s3"]["bucket"]["name"]) == ("ObjectCreated:Put", bucket)
        assert (record["s3"]["object"]["key"][36:], record["s3"]["object"]["size"]) in (("/with+space", 4), ("%2Fwith+space", 4))


class TestKeys:
    def test_read_what_they_encrypted_with_the_same_context_only(self, aws):
        kms, key, context = aws.client("kms"), settings.key_alias("personal-data"), {"customer": "1", "field": "ssn"}
        sealed = [kms.encrypt(KeyId=key, Plaintext=b"123", EncryptionContext=context)["CiphertextBlob"] for _ in range(2)]
        assert sealed[0] != sealed[1]
        assert kms.decrypt(KeyId=key, CiphertextBlob=sealed[0], EncryptionContext=context)["Plaintext"] == b"123"
        for blob, other in ((sealed[0], {**context, "customer": "2"}), (b"no ciphertext at all", context)):
            with pytest.raises(kms.exceptions.InvalidCiphertextException):
                kms.decrypt(KeyId=key, CiphertextBlob=blob, EncryptionContext=other)

    def test_that_are_not_there_are_not_found(self, aws):
        key = settings.key_alias("no-such")
        call = lambda: aws.client("kms").encrypt(KeyId=key, Plaintext=b"1", EncryptionContext={"a": "b"})  # noqa: E731
        assert code_of(call) == "NotFoundException"


class TestSecrets:
    def test_stay_as_they_are(self, aws):
        read = lambda: aws.client("secretsmanager").get_secret_value(SecretId=settings.secret_name("password-secret"))  # noqa: E731
        content = json.loads(read()["SecretString"])
        assert content["current"] in content["keys"]
        assert json.loads(read()["SecretString"]) == content

    def test_that_are_not_there_are_not_found(self, aws):
        name = settings.secret_name("no-such")
        assert code_of(lambda: aws.client("secretsmanager").get_secret_value(SecretId=name)) == "ResourceNotFoundException"


class TestMails:
    @pytest.fixture
    def send(self, aws):
        def send(to: str, **more) -> dict:
            said = {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Good day"}}}
            about = {
                "FromEmailAddress": settings.mail_sender(),
                "Destination": {"ToAddresses": [to]},
                "Content": {"Simple": said},
                "ConfigurationSetName": settings.mail_configuration(),
                "EmailTags": [{"Name": "record", "Value": ids.new_id()}],
            }
            return aws.client("sesv2").send_email(**about | more)

        return send

    def test_have_a_name_of_their_own(self, send):
        assert len({send(f"{ids.new_id()}@example.com")["MessageId"] for _ in range(2)}) == 2

    def test_of_another_kind_are_not_played(self, aws, send):
        if isinstance(aws, Bottle):
            with pytest.raises(NotKnown):
                send("ada@example.com", Content={"Raw": {"Data": b"Hello"}})


class TestLogs:
    @pytest.fixture
    def group(self, aws) -> str:
        """With a line of each of three seconds: one, two and three."""
        name, lines = f"/tests/{ids.new_id()}", list(zip(LOGGED, ("one", "two", "three, as one"), strict=True))
        if isinstance(aws, Bottle):
            aws.world.doubles["logs"].groups[name] = lines
            return name
        logs = aws.client("logs")
        logs.create_log_group(logGroupName=name)
        logs.create_log_stream(logGroupName=name, logStreamName="x")
        events = [{"timestamp": at, "message": line} for at, line in lines]
        logs.put_log_events(logGroupName=name, logStreamName="x", logEvents=events)
        return name

    def test_of_what_never_logged_are_not_there(self, aws):
        logs = aws.client("logs")
        assert code_of(lambda: logs.filter_log_events(logGroupName=f"/none/{ids.new_id()}", filterPattern='"x"')) == (
            "ResourceNotFoundException"
        )

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, ["one", "three, as one"]),
            ({"startTime": LOGGED[0], "endTime": LOGGED[1]}, ["one"]),
            ({"startTime": LOGGED[1]}, ["three, as one"]),
            ({"endTime": LOGGED[2]}, ["one", "three, as one"]),
        ],
    )
    def test_tell_of_the_lines_with_a_text_in_a_time(self, aws, group, asked, found):
        told = aws.client("logs").filter_log_events(logGroupName=group, filterPattern='"one"', **asked)["events"]
        assert [each["message"] for each in told] == found

    def test_of_another_pattern_are_not_played(self, aws, group):
        if isinstance(aws, Bottle):
            with pytest.raises(NotKnown):
                aws.client("logs").filter_log_events(logGroupName=group, filterPattern="{ $.level = ERROR }")
