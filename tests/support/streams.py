"""The facts that tests have caused, as the relays hear of them: by the streams of the outbox and of the ledger's journal.

Each is read once. All tests share one emulator, and a scan would read what thousands of them did again for each.
"""

import os
import threading
from dataclasses import dataclass, field
from functools import cache

from chalicelib.ledger.journal import JOURNAL
from chalicelib.platform import settings
from chalicelib.platform.clients import client
from chalicelib.platform.dynamo import Item, from_wire
from chalicelib.platform.outbox import TABLE as OUTBOX


@dataclass
class _Stream:
    """One table of one account: what it holds by now, each item with its text."""

    arn: str
    shard: str
    last: str = ""  # the number of the last record that was read
    held: dict[str, tuple[str, Item]] = field(default_factory=dict)
    reading: threading.Lock = field(default_factory=threading.Lock)

    def about(self, text: str) -> list[Item]:
        with self.reading:
            self._read_on()
            return [item for said, item in self.held.values() if text in said]

    def _read_on(self) -> None:
        streams = client("dynamodbstreams")
        start = {"SequenceNumber": self.last, "ShardIteratorType": "AFTER_SEQUENCE_NUMBER"}
        start = start if self.last else {"ShardIteratorType": "TRIM_HORIZON"}
        place = streams.get_shard_iterator(StreamArn=self.arn, ShardId=self.shard, **start)["ShardIterator"]
        while (page := streams.get_records(ShardIterator=place))["Records"]:
            for record in page["Records"]:
                self._take(record["dynamodb"])
            place = page["NextShardIterator"]

    def _take(self, change: dict) -> None:
        ((key,),) = (each.values() for each in change["Keys"].values())
        self.last = change["SequenceNumber"]
        if "NewImage" in change:
            self.held[key] = (str(change["NewImage"]), from_wire(change["NewImage"]))
        else:
            self.held.pop(key, None)


def outbox(about: str = "") -> list[Item]:
    """The items of the outbox with a text (an id) anywhere in them, oldest first."""
    return sorted(_stream(OUTBOX).about(about), key=lambda item: item["id"])


def journal(about: str = "") -> list[Item]:
    """The items of the journal with a text (an id) anywhere in them, oldest first."""
    return sorted(_stream(JOURNAL).about(about), key=lambda item: item["at"])


def _stream(table: str) -> _Stream:
    return _of(os.environ["AWS_ENDPOINT_URL"], os.environ["BANK_ACCOUNT_ID"], table)


@cache
def _of(endpoint: str, account: str, table: str) -> _Stream:
    arn = client("dynamodb").describe_table(TableName=settings.table_name(table))["Table"]["LatestStreamArn"]
    (shard,) = client("dynamodbstreams").describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    return _Stream(arn, shard["ShardId"])
