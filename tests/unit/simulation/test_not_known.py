"""What a double does not play it refuses, and the run says so: never an answer that AWS would not give."""

from contextlib import suppress

import pytest

from chalicelib.platform import clients
from chalicelib.platform.dynamo import to_wire
from simulation.doubles.dynamodb import DynamoDB
from simulation.doubles.errors import NotKnown
from simulation.doubles.expressions import condition, updated
from simulation.world import World
from tests.support.fake_dynamodb import FakeDynamoDB


@pytest.mark.parametrize(
    "text",
    [
        "size(n) > :one",
        "attribute_type(n, :one)",
        "deep[0] = :one",
        "listed[0] = :one",
        "n",
        "n = :one AND",
        "n LIKE :one",
        "(n = :one",
    ],
)
def test_a_condition(text):
    with pytest.raises(NotKnown):
        condition(text)


@pytest.mark.parametrize(
    "text", ["SET n = n + :one", "SET n = if_not_exists(n, :one)", "DELETE n :one", "n = :one", "SET deep.n = :one", ""]
)
def test_an_update(text):
    with pytest.raises(NotKnown):
        updated(text, {}, to_wire({"one": 1}), {})


@pytest.mark.parametrize("kind", ["SS", "NS", "BS"])
def test_an_attribute(kind):
    with pytest.raises(NotKnown, match=kind):
        condition("n = :one")({"n": {kind: []}}, {}, {":one": {"N": "1"}})


@pytest.mark.parametrize("more", [{"ProjectionExpression": "n"}, {"AttributesToGet": ["n"]}])
@pytest.mark.parametrize("make", [DynamoDB, FakeDynamoDB])
def test_a_parameter(make, more):
    with pytest.raises(NotKnown, match=next(iter(more))):
        make().get_item(TableName="t", Key={}, **more)


def test_another_answer_than_the_bank_asks_for():
    with pytest.raises(NotKnown, match="ALL_OLD"):
        DynamoDB().update_item(TableName="t", Key={}, UpdateExpression="SET n = :one", ReturnValues="ALL_OLD")


FILE, MESSAGE = {"Bucket": "b", "Key": "k"}, {"Message": "m"}


@pytest.mark.parametrize(
    ("service", "call", "parameters"),
    [
        ("s3", "put_object", {**FILE, "Body": b"", "ServerSideEncryption": "AES256"}),
        ("s3", "put_object", {**FILE, "Body": b"", "IfNoneMatch": "an etag"}),
        ("s3", "generate_presigned_url", {"ClientMethod": "put_object", "Params": FILE}),
        ("s3", "generate_presigned_url", {"ClientMethod": "get_object", "Params": {**FILE, "VersionId": "1"}}),
        ("s3", "generate_presigned_post", {**FILE, "Conditions": [["starts-with", "$key", "x"]]}),
        ("s3", "generate_presigned_post", {**FILE, "Conditions": [], "Fields": {}}),
        ("sns", "publish", {**MESSAGE, "TopicArn": "t", "MessageStructure": "json"}),
        ("sns", "publish", {**MESSAGE, "TopicArn": "t", "Subject": "s"}),
        ("sns", "publish", {**MESSAGE, "TargetArn": "t"}),
        ("sns", "publish", {**MESSAGE, "TargetArn": "t", "PhoneNumber": "+1"}),
        ("sns", "publish", MESSAGE),
        ("sns", "publish", {**MESSAGE, "PhoneNumber": "+1", "MessageAttributes": {"AWS.SNS.SMS.MaxPrice": {}}}),
        ("sns", "set_endpoint_attributes", {"EndpointArn": "e", "Attributes": {"Enabled": "true", "CustomUserData": "x"}}),
        ("sqs", "receive_message", {"QueueUrl": "schedule-failures-sqs", "WaitTimeSeconds": 5}),
        ("sqs", "receive_message", {"QueueUrl": "schedule-failures-sqs", "AttributeNames": ["SentTimestamp"]}),
        ("sqs", "receive_message", {"QueueUrl": "schedule-failures-sqs", "MessageAttributeNames": ["type"]}),
        ("logs", "filter_log_events", {"logGroupName": "g", "filterPattern": '"x"', "logStreamNames": ["x"]}),
        ("logs", "filter_log_events", {"logGroupName": "g", "filterPattern": '"x"', "nextToken": "x"}),
    ],
)
def test_what_the_bank_does_not_ask_of_a_service(service, call, parameters):
    world = World(0)
    world.doubles["s3"].buckets["b"], world.doubles["sns"]._endpoints = {}, {"t", "e"}
    with world.entered(), pytest.raises((NotKnown, TypeError)):
        getattr(world.doubles[service], call)(**parameters)


@pytest.mark.parametrize(
    ("service", "call", "parameters"),
    [
        ("dynamodb", "get_item", {"TableName": "t", "Key": {}, "ProjectionExpression": "n"}),
        ("sqs", "send_message", {"QueueUrl": "q", "MessageBody": "b", "MessageGroupId": "g"}),
    ],
)
def test_ends_the_run_also_where_the_bank_goes_on(service, call, parameters):
    world = World(0)
    world.wire.weather.calm = True
    with world.entered():

        def going_on():
            with suppress(Exception):
                getattr(clients.client(service), call)(**parameters)

        world.start("somebody", going_on)
        world.scheduler.run()
        assert world.failure is not None
        assert world.failure.startswith(f"{service} {call} is not played so: ") and list(parameters)[-1] in world.failure
