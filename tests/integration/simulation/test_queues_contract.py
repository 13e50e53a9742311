"""What SQS and SNS do with a message, asked of the emulator and of the doubles alike."""

import json

import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel import ids
from chalicelib.platform import settings
from simulation.doubles.errors import NotKnown
from simulation.doubles.sns import passes
from tests.support.bottle import Bottle

# Queues that feed no function, and one with dead letters, whose function the emulator does not have here.
QUEUE, DEAD, TOLD = "schedule-failures-sqs", "relay-failures-sqs", "relay-failures-sqs"


@pytest.fixture
def sqs(aws):
    return aws.client("sqs")


@pytest.fixture
def receive(aws, sqs):
    def receive(queue: str, about: str, **more) -> dict:
        """The message about this, when it comes; others of the queue are left out."""
        url = aws.place.queue_url(queue, aws.endpoint)
        asked = {"MessageAttributeNames": ["All"], "AttributeNames": ["All"], "MaxNumberOfMessages": 10, **more}

        def found() -> dict | None:
            messages = sqs.receive_message(QueueUrl=url, **asked).get("Messages", ())
            return next((each for each in messages if about in each["Body"]), None)

        return aws.until(found, f"a message about {about}")

    return receive


@pytest.fixture
def url(aws) -> str:
    return aws.place.queue_url(QUEUE, aws.endpoint)


class TestMessages:
    def test_come_as_they_were_sent(self, sqs, url, receive):
        about, attributes = ids.new_id(), {"type": {"DataType": "String", "StringValue": "x"}}
        sent = sqs.send_message(QueueUrl=url, MessageBody=about, MessageAttributes=attributes)
        message = receive(QUEUE, about)
        assert (message["MessageId"], message["Body"]) == (sent["MessageId"], about)
        assert message["MessageAttributes"]["type"]["StringValue"] == "x"
        assert message["Attributes"]["ApproximateReceiveCount"] == "1"

    def test_tell_what_they_are_asked_for(self, sqs, url, receive):
        attributes = {"type": {"DataType": "String", "StringValue": "x"}}
        sqs.send_message(QueueUrl=url, MessageBody=(about := ids.new_id()), MessageAttributes=attributes)
        message = receive(QUEUE, about, MessageAttributeNames=[], AttributeNames=[])
        assert not {"Attributes", "MessageAttributes"} & set(message)

    def test_come_again_until_they_are_deleted(self, sqs, url, receive):
        sqs.send_message(QueueUrl=url, MessageBody=(about := ids.new_id()))
        first, second = (receive(QUEUE, about, VisibilityTimeout=0) for _ in range(2))
        assert second["Attributes"]["ApproximateReceiveCount"] == "2"
        assert first["Attributes"]["SentTimestamp"] == second["Attributes"]["SentTimestamp"]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=second["ReceiptHandle"])
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ())
        assert not [each for each in messages if each["Body"] == about]

    def test_that_somebody_has_are_out_of_sight(self, sqs, url, receive):
        sqs.send_message(QueueUrl=url, MessageBody=(about := ids.new_id()))
        receive(QUEUE, about, VisibilityTimeout=60)
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ())
        assert not [each for each in messages if each["Body"] == about]

    def test_that_are_delayed_are_out_of_sight(self, sqs, url, receive):
        sqs.send_message(QueueUrl=url, MessageBody=(about := ids.new_id()), DelaySeconds=1)
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", ())
        assert not [each for each in messages if each["Body"] == about]
        receive(QUEUE, about)

    def test_that_came_too_often_are_dead_letters(self, aws, sqs, receive):
        queue = aws.place.queue_url("notification-email-sqs", aws.endpoint)
        if isinstance(aws, Bottle):
            for each in ("notification-email-sqs", "notification-email-error-sqs"):
                aws.world.doubles["sqs"].queues[each].function = None
        sent = sqs.send_message(QueueUrl=queue, MessageBody=(about := ids.new_id()))["MessageId"]
        for _ in range(3):
            receive("notification-email-sqs", about, VisibilityTimeout=0)
        assert not sqs.receive_message(QueueUrl=queue).get("Messages")
        dead = receive("notification-email-error-sqs", about)
        assert (dead["MessageId"], dead["Attributes"]["ApproximateReceiveCount"]) == (sent, "4")

    def test_go_to_queues_that_are_there(self, aws, sqs):
        with pytest.raises(ClientError) as refused:
            sqs.send_message(QueueUrl=aws.place.queue_url("no-such-sqs", aws.endpoint), MessageBody="x")
        assert refused.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
        assert isinstance(refused.value, sqs.exceptions.QueueDoesNotExist)

    def test_have_a_size(self, sqs, url):
        with pytest.raises(ClientError) as refused:
            sqs.send_message(QueueUrl=url, MessageBody="x" * (1024 * 1024 + 1))
        assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"


def text(value: str) -> dict:
    return {"DataType": "String", "StringValue": value}


def texts(*values: str) -> dict:
    return {"DataType": "String.Array", "StringValue": json.dumps(values)}


FILTERS = [
    ({"eventType": ["a", "b"]}, {"eventType": text("b")}, True),
    ({"eventType": ["a", "b"]}, {"eventType": text("c")}, False),
    ({"eventType": ["a"]}, {}, False),
    ({"eventType": ["a"]}, {"type": text("a")}, False),
    ({"product": ["checking", "savings"]}, {"product": texts("card", "savings")}, True),
    ({"product": ["checking", "savings"]}, {"product": texts("card")}, False),
    ({"product": ["checking"]}, {"product": texts()}, False),
    ({"eventType": ["a"], "product": ["x"]}, {"eventType": text("a"), "product": texts("x", "y")}, True),
    ({"eventType": ["a"], "product": ["x"]}, {"eventType": text("a"), "product": texts("y")}, False),
]


class TestTopics:
    @pytest.mark.parametrize(("policy", "attributes", "expected"), FILTERS)
    def test_filter_as_the_emulator_does(self, policy, attributes, expected):
        from ministack.services import sns

        subscription = {"attributes": {"FilterPolicy": json.dumps(policy)}}
        assert passes(policy, attributes) == expected
        assert sns._matches_filter_policy(subscription, attributes) == expected

    def test_tell_the_queues_that_want_to_hear(self, aws, sqs, receive):
        if isinstance(aws, Bottle):
            aws.world.doubles["sqs"].queues["loan-ledger-events-sqs"].function = None
        about = ids.new_id()
        for kind in ("loan.repaid", "loan.disbursed"):
            aws.client("sns").publish(
                TopicArn=settings.topic_arn("ledger-events"),
                Message=f"{kind} {about}",
                MessageAttributes={"eventType": text(kind)},
            )
        message = receive("loan-ledger-events-sqs", about)
        assert message["Body"] == f"loan.disbursed {about}"
        assert message["MessageAttributes"]["eventType"]["StringValue"] == "loan.disbursed"

    def test_that_are_not_there_are_refused(self, aws):
        with pytest.raises(ClientError) as refused:
            aws.client("sns").publish(TopicArn=settings.topic_arn("no-such"), Message="x")
        assert refused.value.response["Error"]["Code"] == "NotFound"


class TestTelephones:
    @pytest.fixture
    def application(self, monkeypatch) -> str:
        monkeypatch.setenv("PUSH_ANDROID", "GCM/inferno-local")
        return settings.push_application("android")

    def test_have_an_endpoint_that_messages_go_to(self, aws, application):
        sns, token = aws.client("sns"), ids.new_id()
        endpoint = sns.create_platform_endpoint(PlatformApplicationArn=application, Token=token)["EndpointArn"]
        assert sns.create_platform_endpoint(PlatformApplicationArn=application, Token=token)["EndpointArn"] == endpoint
        sns.set_endpoint_attributes(EndpointArn=endpoint, Attributes={"Token": token, "Enabled": "true"})
        message = json.dumps({"default": "x", "GCM": "{}"})
        assert sns.publish(TargetArn=endpoint, MessageStructure="json", Message=message)["MessageId"]

    def test_are_told_something_by_default(self, aws, application):
        sns = aws.client("sns")
        endpoint = sns.create_platform_endpoint(PlatformApplicationArn=application, Token=ids.new_id())["EndpointArn"]
        for message in ("{}", "no JSON", "[]"):
            if isinstance(aws, Bottle):  # the emulator takes it, and AWS does not
                with pytest.raises(NotKnown):
                    sns.publish(TargetArn=endpoint, MessageStructure="json", Message=message)

    def test_have_a_number_too(self, aws):
        attributes = {"AWS.SNS.SMS.SMSType": text("Transactional"), "AWS.MM.SMS.OriginationNumber": text("+12025550100")}
        assert aws.client("sns").publish(PhoneNumber="+573001234567", Message="x", MessageAttributes=attributes)["MessageId"]

    def test_that_are_not_there_are_refused(self, aws, application):
        unknown = f"{application.replace(':app/', ':endpoint/')}/{ids.new_id()}"
        with pytest.raises(ClientError) as refused:
            aws.client("sns").set_endpoint_attributes(EndpointArn=unknown, Attributes={"Enabled": "true"})
        assert refused.value.response["Error"]["Code"] == "NotFound"
