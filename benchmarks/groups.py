"""Many commands that wait for one account: how many transactions post them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks import customers
from benchmarks.cloud import Cloud, message_record
from chalicelib.platform import outbox

DEPOSITS = 200


@dataclass(frozen=True)
class Grouped:
    """What it took to post `commands`, handed over in batches of `batch`."""

    commands: int
    batch: int
    reads: int  # of the account
    transactions: int


def post_waiting(cloud: Cloud, deposits: int = DEPOSITS) -> Grouped:
    """Asks for so many deposits to one account, then hands their commands to the ledger as the queue does when it is full."""
    subject = customers.with_account(cloud)
    commands = [command for _ in range(deposits) for command in _asked(cloud, subject)]
    batch = cloud.declaration.functions["ledger_commands"]["trigger"]["batch_size"]
    heard, cloud.recorder.calls = cloud.recorder.calls, []
    for start in range(0, len(commands), batch):
        records = [message_record(*command) for command in commands[start : start + batch]]
        cloud.hand("ledger_commands", {"Records": records})
    calls = cloud.recorder.calls
    cloud.recorder.calls = heard
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
