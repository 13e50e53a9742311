"""What the ledger tells others of a journal item, and when a hold has to be looked at."""

import json
from datetime import datetime
from typing import Annotated, Any

import msgspec

from chalicelib.kernel import clock, ids
from chalicelib.kernel.money import to_decimal
from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.dynamo import Item
from chalicelib.platform.outbox import Delivery
from chalicelib.platform.schemas import Balance, Currency, Identifier

TOPIC = "ledger-events"
Word = Annotated[
    str,
    msgspec.Meta(
        title="Word",
        description="A word of the bank's own list, such as checking",
        pattern=r"^[A-Za-z_.]{1,60}\Z",
        examples=["checking"],
    ),
]


@cloud_events.declare("ledger", "account.balance.updated", topic="account-events")
class BalanceUpdated(Data):
    """A posting moved an account of a customer's, or what is held on it. Each account that it moved has an event of its own.

    account_id: the account
    owner_id: whose it is
    product: what kind of account
    currency: what it is kept in
    sequence: how many postings moved it so far; of two events the higher one is the later
    posting_id: what moved it
    kind: what that was, such as transfer.completed
    change: by how much; below zero where money went out
    balance: what stands on it now; below zero where it is owed
    held: how much of that is held back
    available: what may go out
    """

    account_id: Identifier
    owner_id: Identifier
    product: Word
    currency: Currency
    sequence: int
    posting_id: Identifier
    kind: Word
    change: Balance
    balance: Balance
    held: Balance
    available: Balance


def deliveries_of(image: Item) -> list[Delivery]:
    """What leaves with a journal item: its event (subscriptions filter on its kind, and on the products it touched), the new balance
    of each account that it moved, then its own deliveries. The same item tells the same, under the same ids."""
    own = list(image.get("deliveries") or ())
    if not {"touched", "refused"} & image.keys():
        return own
    products = sorted({touched["product"] for touched in image.get("touched", ())})
    balances = [_balance(image, touched) for touched in image.get("touched", ())]
    return [outbox.to_topic(TOPIC, image["kind"], event_of(image), product=products), *balances, *own]


def _balance(image: Item, touched: Item) -> Delivery:
    at, account_id, currency = clock.from_text(image["at"]), touched["account"], touched["currency"]
    changed = sum(leg["amount"] for leg in image.get("legs", ()) if leg["account"] == account_id)
    data = BalanceUpdated(
        account_id=account_id,
        owner_id=touched["owner"],
        product=touched["product"],
        currency=currency,
        sequence=int(touched["seq"]),
        posting_id=image["posting_id"],
        kind=image["kind"],
        change=to_decimal(int(changed), currency),
        balance=to_decimal(int(touched["balance"]), currency),
        held=to_decimal(int(touched["held"]), currency),
        available=to_decimal(int(touched["available"]), currency),
    )
    event_id = ids.derived_id(at, "balance", image["posting_id"], account_id)
    return cloud_events.about(account_id, data, Call(at, correlation_id=image.get("correlation_id", "")), event_id=event_id)


def event_of(image: Item) -> dict[str, Any]:
    """The event of a journal item: amounts are minor units, `touched` has each customer account after the posting, with the
    details that are its owner's alone; `refused` is what was asked for, of a refusal."""
    refusal = image.get("refusal")
    return {
        "postingId": image["posting_id"],
        "scope": image["scope"],
        "kind": image["kind"],
        "at": image["at"],
        "legs": image.get("legs", []),
        "touched": image.get("touched", []),
        "refused": image.get("refused"),
        "refusal": {**refusal, "facts": json.loads(refusal["facts"])} if refusal else None,
        "correlationId": image.get("correlation_id", ""),
    }


def expiry(hold_id: str, owner_id: str, at: datetime, call: Call) -> tuple[str, datetime, str, dict[str, str]]:
    """The sweep after a hold's end: its name, when it is due, machine and input."""
    about = {"holdId": hold_id, "ownerId": owner_id, "correlationId": call.correlation_id}
    return f"hold-{hold_id}", at, "ledger_hold_expiry", about
