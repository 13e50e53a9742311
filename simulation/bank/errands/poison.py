"""What nobody can read, in queues and in streams. Numbers from 640 on."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import ids
from chalicelib.platform import outbox, settings
from chalicelib.platform.dynamo import to_wire
from chalicelib.reconciliation.operations.redeliver import redeliver
from chalicelib.reconciliation.operations.verify_books import verify_books
from simulation.bank.errands.errand import errand
from simulation.bank.steps import in_a_crowd, until
from simulation.bank.tables import items, keep
from simulation.bank.wants import Want
from simulation.bank.wants.forgeries import send
from simulation.doubles.sesv2 import FOR_GOOD

if TYPE_CHECKING:
    from simulation.bank.people import Person

_KINDS = 4
_LITTLE = {"amount": "1.00"}
_A_WHILE, _HOURS = 400.0, 3 * 3600.0  # in which the most patient queue gives up
# What some queue or other asks for.
_ASKED_FOR = ("transactionId", "userId", "type", "kind", "messageId", "template", "loanId", "backtestId", "fact")
_NAMES_NOTHING = "x" * 3_000  # no fact has a name that is longer than a key can be
_TRIES = 12
_OF_EACH = 3  # so that one lies before what the bank writes, whatever the shard
_ROWS: tuple[dict[str, Any], ...] = (
    {"at": "2027-01-04T08:00:00.000Z", "fact": "nothing", "deliveries": 5},
    {"at": "2027-01-04T08:00:00.000Z", "fact": "nothing", "deliveries": "all of them"},
    {"at": "yesterday", "fact": "nothing", "deliveries": [{"kind": "pigeon"}]},
    {"at": 5, "fact": "nothing", "deliveries": [{"kind": "queue"}]},
)
POISONED = {
    640: ("ledger-commands-sqs", "banking-events-sqs", "query-events-sqs", "fraud-watch-sqs", "card-events-sqs"),
    641: ("wallet-payment-events-sqs", "payment-status-sqs", "wallet-loan-events-sqs", "loan-ledger-events-sqs"),
    642: ("create-request-card-sqs", "kyc-uploads-sqs", "notification-email-sqs", "notification-feedback-sqs"),
    643: ("transfer-credits-sqs", "fraud-backtest-sqs"),
}


@errand(640)
def what_comes_with_the_ledgers_messages_cannot_be_read(me: "Person") -> Iterator[Want]:
    _poison(me, *POISONED[640])
    account, card = me.things["account"][0], me.need("DEBIT")
    yield Want("deposits a little", "POST", "/deposit", {"accountId": account, **_LITTLE}, granted=True)
    yield Want("saves on the card", "POST", f"/transactions/save/{card}", _LITTLE, granted=True)
    yield from _looked_at(me, *POISONED[640])


@errand(641)
def what_comes_with_payments_and_loans_cannot_be_read(me: "Person") -> Iterator[Want]:
    _poison(me, *POISONED[641])
    wallet = me.need("wallet")
    yield Want("pays a merchant", "POST", "/payment", {"walletId": wallet, "merchant": "Bikes", **_LITTLE}, granted=True)
    loan = {"walletId": wallet, "amount": "100.00", "interestRate": "6.5", "termMonths": 12}
    yield Want("applies for a loan", "POST", "/loan", loan, {"loan": "loanId"}, granted=True)
    path, why = f"/loan/{me.need('loan')}/approve", {"reason": "They are good"}
    yield Want("has the loan approved", "POST", path, why, role="lending", granted=True)
    yield from _looked_at(me, *POISONED[641])


@errand(642)
def what_comes_with_papers_and_mails_cannot_be_read(me: "Person") -> Iterator[Want]:
    _poison(me, *POISONED[642])
    me.newcomer("Dana").register()
    yield from until(me, "uploads a document")
    mails = me.world.doubles["sesv2"]
    yield Want("has a mail come back", act=lambda: mails.tell(mails.mails[-1], "Bounce", FOR_GOOD), keyed=False, later=_A_WHILE)
    yield from _looked_at(me, *POISONED[642])


@errand(643)
def what_comes_with_transfers_and_backtests_cannot_be_read(me: "Person") -> Iterator[Want]:
    _poison(me, *POISONED[643])
    yield in_a_crowd(me, me.town.customers[1].things["account"][0])
    yield from until(me, "tries a rule")
    yield from _looked_at(me, *POISONED[643])


@errand(644)
def a_broken_release_writes_what_the_relay_cannot_read(me: "Person") -> Iterator[Want]:
    """What is behind it is told at once, books and operators are not held up, and a person takes it away."""
    rows = [{"id": ids.new_id(me.world.now()), **row} for row in _ROWS for _ in range(_OF_EACH)]

    def write() -> None:
        for row in rows:
            me.town.poison.add(json.dumps(to_wire(row)))
            keep(me.world, outbox.TABLE, row)

    def take_away() -> None:
        for row in rows:
            me.world.doubles["dynamodb"].delete_item(TableName=settings.table_name(outbox.TABLE), Key=to_wire({"id": row["id"]}))

    me.world.wire.weather.aim("platform.outbox.mark_delivered", *["unreachable"] * _TRIES)  # so they come again
    me.world.wire.weather.aim("banking.operations.begin_operation._begin", write)
    body = {"accountId": me.things["account"][0], **_LITTLE}
    yield Want("deposits a little", "POST", "/deposit", body, {"deposit": "operationId"}, granted=True)
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
    if me.town.calm and [each for each in items(me.world, "operations") if each["status"] == "PENDING"]:
        me.world.broken(f"what {me.name} deposited waits behind what nobody can read")
    yield Want("waits while an operator delivers once more", act=lambda: redeliver(None, now=me.world.now()), keyed=False)
    yield Want("has the books looked at", act=lambda: verify_books(now=me.world.now(), grace_seconds=0), keyed=False)
    path, shown = "/admin/errors?limit=100", {"poison": "items.*.error=MalformedRow.errorId"}
    yield Want("has the errors looked at", "GET", path, None, shown, role="operations", granted=True)
    if me.town.calm and len(me.things["poison"]) != len(rows):
        me.world.broken(f"of {len(rows)} rows that nobody can read, {len(me.things['poison'])} are shown")
    yield Want("has what nobody can read taken away", act=take_away, keyed=False)


def _poison(me: "Person", *queues: str) -> None:
    """The next message of each queue finds company that comes at the same moment."""
    left = set(queues)

    def accompany(queue: str) -> None:
        if queue in left:
            left.remove(queue)
            for text in _unreadable(queue):
                me.town.poison.add(text)
                send(me, queue, text, _NAMES_NOTHING)

    me.world.doubles["sqs"].heard.append(accompany)


def _unreadable(queue: str) -> tuple[str, ...]:
    """No JSON, no object, an object without what it takes, and one in which that is half a character."""
    return (
        f"{queue} {{",
        json.dumps([queue]),
        json.dumps({"about": queue}),
        json.dumps(dict.fromkeys(_ASKED_FOR, f"{queue} \ud800")),
    )


def _looked_at(me: "Person", *queues: str) -> Iterator[Want]:
    """Hours later all of it lies before a person, who has no use for it: it cannot be sent once more."""

    def not_there(body: Any) -> str:
        counted = Counter(next((queue for queue in queues if queue in each["input"]), each["input"]) for each in body["items"])
        return "" if counted == dict.fromkeys(queues, _KINDS) else f"so many failed: {counted}"

    shown = {"poison": "items.*.error=MalformedMessage.errorId"}
    path, checked = "/admin/errors?limit=100", not_there if me.town.calm else (lambda body: "")
    yield Want("has the errors looked at", "GET", path, None, shown, role="operations", later=_HOURS, granted=True, wrong=checked)
    path = f"/admin/errors/{me.need('poison')}/retry"
    yield Want("has one done once more", "POST", path, role="operations", keyed=False, refused="not_retryable")
