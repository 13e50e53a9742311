"""What a function is handed of a queue or a table's stream, and when again, asked of the emulator and of the simulator alike.

Halving a batch that fails, and giving one up for good, the emulator does not know: the simulator does them as AWS writes of them.
"""

import json
from collections.abc import Iterator

import pytest

from chalicelib.kernel import ids
from chalicelib.platform import settings
from chalicelib.platform.dynamo import to_wire
from release.declaration import load
from simulation.streams import Streams
from tests.support.bottle import Bottle
from tests.support.functions import remove, stand_in

QUEUE, DEAD, OF_THE_QUEUE = "card-events-sqs", "error-card-events-sqs", "cards_react"
SECONDS = 3  # until a message is shown again: a busy machine has taken it by then
TABLE, OF_THE_TABLE = "outbox-table", "relay_outbox"
HEARD = "schedule-failures-sqs"  # feeds no function
# Tells what it was handed, and lets it come again as often as that asks for.
CODE = f"""
import json
from chalicelib.platform import settings
from chalicelib.platform.clients import client

TRIES = {{}}

def handle(event, context):
    failed = []
    for record in event["Records"]:
        image = record.get("dynamodb", {{}}).get("NewImage", {{}})
        if "body" not in record and "said" not in image:
            continue  # of another test, which wrote to the same table
        said = json.loads(record["body"] if "body" in record else image["said"]["S"])
        told = {{**said, "receives": record.get("attributes", {{}}).get("ApproximateReceiveCount"), "keys": sorted(record)}}
        client("sqs").send_message(QueueUrl=settings.queue_url("{HEARD}"), MessageBody=json.dumps(told))
        TRIES[said["name"]] = TRIES.get(said["name"], 0) + 1
        if TRIES[said["name"]] <= said["fails"]:
            if said.get("raises"):
                raise ValueError("not yet")
            failed.append({{"itemIdentifier": record["messageId"]}})
    return {{"batchItemFailures": failed}}
"""


@pytest.fixture
def attached(aws, request) -> Iterator[None]:
    """A function that hangs on what `request.param`, a declared one, hangs on; its queue shows messages again after SECONDS."""
    name = request.param
    if isinstance(aws, Bottle):
        made: dict = {"__name__": "stand_in"}
        exec(CODE, made)
        aws.functions[name] = made["handle"]
        Streams(aws.world)
        aws.world.doubles["sqs"].queues[QUEUE].visibility_seconds = SECONDS
        yield
        return
    emulator = request.getfixturevalue("emulator")
    _show_again_after(aws, SECONDS)
    stand_in(emulator, name, CODE)
    yield
    remove(emulator, name)
    _show_again_after(aws, load().queues[QUEUE]["visibility_seconds"])


def _show_again_after(aws, seconds: int) -> None:
    attributes = {"VisibilityTimeout": str(seconds)}
    aws.client("sqs").set_queue_attributes(QueueUrl=settings.queue_url(QUEUE), Attributes=attributes)


@pytest.fixture
def heard(aws):
    def heard(about: str, times: int, queue: str = HEARD) -> list[dict]:
        """What the function told of this, once it has so often."""
        told: list[dict] = []
        url = settings.queue_url(queue)

        def all_of_it() -> list[dict] | None:
            for each in aws.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ()):
                if about in each["Body"]:
                    told.append(json.loads(each["Body"]))
                    aws.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
            return told if len(told) >= times else None

        return aws.until(all_of_it, f"{times} times {about}")

    return heard


@pytest.mark.parametrize("attached", [OF_THE_QUEUE], indirect=True)
class TestQueues:
    @pytest.fixture(autouse=True)
    def _there(self, attached):
        """Before anything is sent."""

    def send(self, aws, about: str, *what: dict) -> None:
        for each in what:
            body = json.dumps({"name": f"{about} {each['fails']}", **each})
            aws.client("sqs").send_message(QueueUrl=settings.queue_url(QUEUE), MessageBody=body)

    def test_hand_over_again_what_was_handed_back_and_that_alone(self, aws, heard):
        self.send(aws, about := ids.new_id(), {"fails": 0}, {"fails": 2})
        told = sorted((each["fails"], each["receives"]) for each in heard(about, 4))
        assert told == [(0, "1"), (2, "1"), (2, "2"), (2, "3")]

    def test_hand_over_the_whole_batch_again_when_the_function_fails(self, aws, heard):
        self.send(aws, about := ids.new_id(), {"fails": 1, "raises": True})
        assert [each["receives"] for each in heard(about, 2)] == ["1", "2"]

    def test_give_up_what_came_too_often(self, aws, heard):
        self.send(aws, about := ids.new_id(), {"fails": 99})
        (dead,) = heard(about, 1, DEAD)
        assert (dead["fails"], len(heard(about, 3))) == (99, 3)

    def test_say_of_each_message_what_a_function_needs(self, aws, heard):
        self.send(aws, about := ids.new_id(), {"fails": 0})
        (told,) = heard(about, 1)
        needed = {"messageId", "receiptHandle", "body", "attributes", "messageAttributes", "eventSourceARN"}
        assert needed <= set(told["keys"])


@pytest.mark.parametrize("attached", [OF_THE_TABLE], indirect=True)
class TestStreams:
    @pytest.fixture(autouse=True)
    def written(self, aws, attached) -> Iterator[list[str]]:
        """Before anything is written; what was is taken away, since others read the table too."""
        ids_written: list[str] = []
        yield ids_written
        for each in ids_written:
            aws.client("dynamodb").delete_item(TableName=settings.table_name(TABLE), Key=to_wire({"id": each}))

    def write(self, aws, written: list[str], about: str, *what: dict) -> None:
        """All in one shard: of one item after another that is new."""
        for number, each in enumerate(what):
            said = {"name": f"{about} {number}", "number": number, "fails": 0, **each}
            item = {"id": f"{about} {number}", "said": json.dumps(said)}
            aws.client("dynamodb").put_item(TableName=settings.table_name(TABLE), Item=to_wire(item))
            written.append(item["id"])

    def test_tell_of_new_items_once_and_of_no_change(self, aws, written, heard):
        self.write(aws, written, about := ids.new_id(), {})
        heard(about, 1)
        self.write(aws, written, about, {"changed": True}, {})
        assert [each["number"] for each in heard(about, 1)] == [1]

    def test_hand_over_again_what_failed_before_anything_that_came_later(self, aws, written, heard):
        self.write(aws, written, about := ids.new_id(), {"fails": 2, "raises": True})
        told = heard(about, 1)
        self.write(aws, written, f"{about} later", {"name": f"{about} later"})
        told += heard(about, 3)
        assert [each["name"] for each in told] == [f"{about} 0"] * 3 + [f"{about} later"]
