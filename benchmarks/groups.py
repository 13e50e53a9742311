"""Many that wait for one account: how many transactions post the commands of a queue, and what a crowd of payers pays."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from benchmarks import customers
from benchmarks.cloud import Cloud, message_record
from benchmarks.recorder import Call
from chalicelib.kernel.failures import AccountBusy
from chalicelib.ledger.public import post
from chalicelib.platform import outbox
from chalicelib.transfers.operations import make_transfer

DEPOSITS = 200
PAYERS = 200


@dataclass(frozen=True)
class Grouped:
    """What it took to post `commands`, handed over in batches of `batch`."""

    commands: int
    batch: int
    reads: int  # of the account
    transactions: int


@dataclass(frozen=True)
class Crowded:
    """What it took that so many paid one account and nobody's turn came: of each the `calls` of the request and the `items` of the
    transaction that holds its money; of all, credited by messages in batches of `batch`, the calls that `read`, the transactions, and
    the `items_credited` in them."""

    payers: int
    batch: int
    calls: int
    items: int
    reads: int
    transactions: int
    items_credited: int


def post_waiting(cloud: Cloud, deposits: int = DEPOSITS) -> Grouped:
    """Asks for so many deposits to one account, then hands their commands to the ledger as the queue does when it is full."""
    subject = customers.with_account(cloud)
    commands = [command for _ in range(deposits) for command in _asked(cloud, subject)]
    batch = cloud.declaration.functions["ledger_commands"]["trigger"]["batch_size"]
    calls = _handed(cloud, "ledger_commands", [message_record(*command) for command in commands], batch)
    accounts = cloud.place.name("table", "ledger-accounts")
    reads = sum(call.operation == "GetItem" and call.parameters["TableName"] == accounts for call in calls)
    return Grouped(len(commands), batch, reads, sum(call.operation == "TransactWriteItems" for call in calls))


def _asked(cloud: Cloud, subject: customers.Subject) -> Iterator[tuple[str, dict[str, Any]]]:
    """The commands of one deposit as they wait in the queue, with the outbox item that vouches for each."""
    ask = customers.post("/deposit", accountId="{account}", amount="1.00")
    for call in ask(cloud, subject, follow=False).request.calls:
        for change in call.parameters.get("TransactItems", ()):
            item = change.get("Put", {}).get("Item", {})
            for delivery in item.get("deliveries", {}).get("L", ()):
                yield delivery["M"]["body"]["S"], {outbox.ITEM: {"DataType": "String", "StringValue": item["id"]["S"]}}


def pay_one(cloud: Cloud, payers: int = PAYERS) -> Crowded:
    """Has so many pay one account while the turn of nobody comes, then hands what is held to be credited, as the queue does."""
    target = customers.with_empty_account(cloud)["account"]
    waiting = [customers.paying(cloud, target) for _ in range(payers)]
    with _no_turn():
        held = [customers.transfer(cloud, each, follow=False) for each in waiting]
    batch = cloud.declaration.functions["transfers_credit"]["trigger"]["batch_size"]
    records = [message_record(json.dumps({"transactionId": each.body["transactionId"]}), {}) for each in held]
    calls = _handed(cloud, "transfers_credit", records, batch)
    credited = _items(calls)
    return Crowded(
        payers,
        batch,
        max(len(each.request.calls) for each in held),
        max(max(_items(each.request.calls)) for each in held),
        sum(call.operation in ("GetItem", "BatchGetItem") for call in calls),
        len(credited),
        sum(credited),
    )


@contextmanager
def _no_turn() -> Iterator[None]:
    """While it lasts all who pay an account wait for longer than they stand in line; the time that they wait is not spent."""

    def after_waiting(posting: Any, *, maximum_seconds: float, waited: float = 0) -> Any:
        if not waited:
            raise AccountBusy("So many pay this account")
        return post(posting, maximum_seconds=maximum_seconds, waited=waited)

    with patch.object(make_transfer, "post", after_waiting):
        yield


def _handed(cloud: Cloud, function: str, records: list[dict[str, Any]], batch: int) -> list[Call]:
    """What a function calls that is handed these messages in batches."""
    heard, cloud.recorder.calls = cloud.recorder.calls, []
    for start in range(0, len(records), batch):
        cloud.hand(function, {"Records": records[start : start + batch]})
    calls, cloud.recorder.calls = cloud.recorder.calls, heard
    return calls


def _items(calls: list[Call]) -> list[int]:
    """How many items each transaction has."""
    return [len(call.parameters["TransactItems"]) for call in calls if call.operation == "TransactWriteItems"]
