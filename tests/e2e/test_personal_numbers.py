"""After a life at the bank no number of a person's lies anywhere: no table, log, message, history, mail or object."""

import base64
import json
import random
import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import settings
from local.waiting import until
from release.declaration import load
from tests.e2e.test_trust import PROFILE
from tests.support.documents import file_of
from tests.support.pdfs import pdf
from tests.support.pictures import jpeg
from tests.support.stack import Stack

DECLARATION = load()
Found = Iterator[tuple[str, object]]


def tables(stack: Stack) -> Found:
    dynamodb = stack.clients("dynamodb")
    for page in dynamodb.get_paginator("list_tables").paginate():
        for name in page["TableNames"]:
            for items in dynamodb.get_paginator("scan").paginate(TableName=name):
                yield name, items["Items"]


def logs(stack: Stack) -> Found:
    logs = stack.clients("logs")
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            name = group["logGroupName"]
            for events in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
                yield name, events["events"]


def objects(stack: Stack) -> Found:
    s3 = stack.clients("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        if "deploy" in bucket["Name"]:
            continue  # the package
        yield bucket["Name"], ""
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
            for each in page.get("Contents", ()):
                yield bucket["Name"], each["Key"]
                yield bucket["Name"], s3.get_object(Bucket=bucket["Name"], Key=each["Key"])["Body"].read()


def messages(stack: Stack) -> Found:
    """What lies in each queue, those of dead letters too. It is hidden for a moment while it is looked at, so that all are seen."""
    sqs = stack.clients("sqs")
    for url in sqs.list_queues().get("QueueUrls", ()):
        name = url.rpartition("/")[2]
        yield name, ""
        while received := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=5).get("Messages"):
            yield name, received


def histories(stack: Stack) -> Found:
    states = stack.clients("stepfunctions")
    for machine in states.list_state_machines()["stateMachines"]:
        name = machine["name"]
        yield name, ""
        if machine["type"] == "STANDARD":  # an Express one's history is in its log group
            for page in states.get_paginator("list_executions").paginate(stateMachineArn=machine["stateMachineArn"]):
                for execution in page["executions"]:
                    arn = execution["executionArn"]
                    for events in states.get_paginator("get_execution_history").paginate(executionArn=arn):
                        yield name, events["events"]


def mails(stack: Stack) -> Found:
    for mail in stack.mails():
        yield "mails", mail


def files(stack: Stack) -> Found:
    for path in stack.settings.folder.rglob("*.log"):
        yield path.name, path.read_text(errors="replace")


PLACES = {each.__name__: each for each in (tables, logs, objects, messages, histories, mails, files)}
DECLARED = {
    "tables": ("table", DECLARATION.tables),
    "objects": ("bucket", DECLARATION.buckets),
    "messages": ("queue", DECLARATION.queues),
    "histories": ("machine", DECLARATION.machines),
}


def looked_at(stack: Stack, place: str) -> list[tuple[str, str]]:
    found = PLACES[place](stack)
    return [(name, each.decode("latin-1") if isinstance(each, bytes) else str(each)) for name, each in found]


def patterns(*numbers: str) -> list[re.Pattern[str]]:
    """Every look of these: with and without dashes, in whatever letters; and not as part of an id."""
    return [re.compile(rf"(?<![0-9a-f]){each.replace('-', '-?')}(?![0-9a-f])", re.IGNORECASE) for each in numbers]


def a_number() -> str:
    return f"{random.randint(100, 665)}-{random.randint(10, 99)}-{random.randint(1000, 9999)}"


@dataclass(frozen=True)
class Known:
    """A customer, and every look of their numbers."""

    user_id: str
    numbers: list[re.Pattern[str]]


@pytest.fixture(scope="module")
def known(stack) -> Known:
    """Somebody who has registered, was verified, moved money and was sent statements; whose numbers were given, changed, looked for and
    shown, and mistyped wherever they can be."""
    ssn, other, wrong = a_number(), a_number(), a_number()
    document, second = (f"DOC-{uuid.uuid4().hex[:16].upper()}" for _ in range(2))
    ada = stack.registered(documentNumber=document)
    path = f"/api/v1/customers/{ada.user_id}"
    ada.api.post("/api/v1/customers", {**PROFILE, "ssn": ssn}).expect(201)
    ada.api.put(path, {**PROFILE, "ssn": other, "version": 2}).expect(200)
    assert ada.api.put(path, {**PROFILE, "ssn": ssn, "version": 2}).status == 409
    assert ada.api.post("/api/v1/customers", {**PROFILE, "ssn": wrong.replace("-", "x")}).status == 400
    passport = {"type": "passport", "content": base64.b64encode(jpeg(90, 60, comment=ada.user_id.encode())).decode()}
    given = [
        ada.api.post(f"{path}/documents", {**passport, "documentNumber": second}).expect(201).body["documentId"],
        ada.api.post(f"{path}/documents", file_of("proof_of_address", pdf())).expect(201).body["documentId"],
    ]
    staff = stack.as_admin
    verified(stack, ada, path, given)
    account = ada.api.get("/accounts").body["items"][0]["accountId"]
    ada.api.post("/deposit", {"accountId": account, "amount": "5.00"}).expect(200)
    today = clock.now().date().isoformat()
    for form in ("json", "csv", "pdf"):
        ada.api.get(f"/api/v1/accounts/{account}/statement?from={today}&to={today}&format={form}")
    for query in (f"documentNumber={second}", f"ssn={other}", f"documentNumber={document}"):
        staff.get(f"/api/v1/customers/search?{query}").expect(200)
    staff.get(f"/api/v1/customers/search?ssn={wrong.replace('-', 'x')}")
    for field, number in (("ssn", other), ("documentNumber", document)):
        assert staff.get(f"/admin/customers/{ada.user_id}/personal-number/{field}").body["number"] == number
    stack.settle()
    return Known(ada.user_id, patterns(ssn, other, wrong, wrong.replace("-", "x"), document, second))


def verified(stack: Stack, ada, path: str, given: list[str]) -> None:
    """One submission is sent back, the next one decided."""
    until(lambda: {each["status"] for each in ada.api.get(f"{path}/documents").body["items"]} == {"CLEAN"}, "the scans")
    for verb, more in (("request-information", {"reason": "Too dark"}), ("approve", {"level": "FULL"})):
        submission = ada.api.post(f"{path}/kyc", {"documentIds": given, "level": "FULL"}).expect(202).body["submissionId"]
        until(lambda: ada.api.get(f"{path}/kyc/status").body["kycStatus"] == "IN_REVIEW", "the screening")
        stack.as_admin.get(f"/api/v1/kyc/reviews/{ada.user_id}").expect(200)
        stack.as_admin.post(f"{path}/kyc/{verb}", {"submissionId": submission, **more}).expect(200)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_holds_a_number(stack, known, place):
    found = looked_at(stack, place)
    if place in DECLARED:
        kind, declared = DECLARED[place]
        assert {stack.place.name(kind, each) for each in declared} <= {name for name, _ in found}, "looked everywhere"
    if place == "files":
        assert {name for name, _ in found} >= {"emulator.log", "front_door.log"}
    # A bank at rest has no messages, and where nothing went wrong its processes say nothing; what went by queue or topic is a delivery in
    # the table of the outbox.
    assert place in ("messages", "files") or any(text for _, text in found), f"found nothing in {place}"
    assert [name for name, text in found for number in known.numbers if number.search(text)] == []
    if place in ("tables", "logs", "objects", "histories"):
        assert any(known.user_id in text for _, text in found), "looked where the customer is"


@pytest.mark.parametrize("place", PLACES)
def test_one_that_is_planted_is_found(stack, place):
    number = a_number()
    with ExitStack() as taken_away:
        PLANTS[place](stack, f"It is {number.replace('-', '')}.", taken_away)
        pattern = patterns(number)[0]
        assert any(pattern.search(text) for _, text in looked_at(stack, place))


def in_a_table(stack: Stack, text: str, taken_away: ExitStack) -> None:
    table, key = stack.place.name("table", "login-attempt-table"), {"attempt_key": {"S": uuid.uuid4().hex}}
    stack.clients("dynamodb").put_item(TableName=table, Item={**key, "note": {"S": text}})
    taken_away.callback(stack.clients("dynamodb").delete_item, TableName=table, Key=key)


def in_a_log(stack: Stack, text: str, taken_away: ExitStack) -> None:
    logs, name = stack.clients("logs"), f"planted-{uuid.uuid4()}"
    logs.create_log_group(logGroupName=name)
    taken_away.callback(logs.delete_log_group, logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="one")
    event = {"timestamp": clock.epoch_seconds(clock.now()) * 1000, "message": text}
    logs.put_log_events(logGroupName=name, logStreamName="one", logEvents=[event])


def in_an_object(stack: Stack, text: str, taken_away: ExitStack) -> None:
    place = {"Bucket": stack.place.name("bucket", "avatars"), "Key": f"planted/{uuid.uuid4()}"}
    stack.clients("s3").put_object(**place, Body=text.encode())
    taken_away.callback(stack.clients("s3").delete_object, **place)


def in_a_message(stack: Stack, text: str, taken_away: ExitStack) -> None:
    """Behind eleven others, and not for long."""
    sqs = stack.clients("sqs")
    url = sqs.create_queue(QueueName=f"planted-{uuid.uuid4()}")["QueueUrl"]
    taken_away.callback(sqs.delete_queue, QueueUrl=url)
    for each in (*("nothing" for _ in range(11)), text):
        sqs.send_message(QueueUrl=url, MessageBody=each)


def in_a_history(stack: Stack, text: str, taken_away: ExitStack) -> None:
    states, name = stack.clients("stepfunctions"), f"planted-{uuid.uuid4()}"
    definition = json.dumps({"StartAt": "Rest", "States": {"Rest": {"Type": "Succeed"}}})
    role = states.describe_state_machine(stateMachineArn=stack.place.arn("machine/customers_onboarding"))["roleArn"]
    machine = states.create_state_machine(name=name, definition=definition, roleArn=role)
    taken_away.callback(states.delete_state_machine, stateMachineArn=machine["stateMachineArn"])
    states.start_execution(stateMachineArn=machine["stateMachineArn"], input=json.dumps({"note": text}))
    stack.settle()


def in_a_mail(stack: Stack, text: str, taken_away: ExitStack) -> None:
    content = {"Simple": {"Subject": {"Data": "Planted"}, "Body": {"Text": {"Data": text}}}}
    to = {"ToAddresses": [f"{uuid.uuid4().hex}@example.com"]}
    stack.clients("sesv2").send_email(FromEmailAddress=settings.mail_sender(), Destination=to, Content=content)


def in_a_file(stack: Stack, text: str, taken_away: ExitStack) -> None:
    path = stack.settings.folder / f"planted-{uuid.uuid4()}.log"
    path.write_text(text)
    taken_away.callback(path.unlink)


PLANTS = dict(zip(PLACES, (in_a_table, in_a_log, in_an_object, in_a_message, in_a_history, in_a_mail, in_a_file), strict=True))
