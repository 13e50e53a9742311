"""Messages that nobody of the bank sent, from somebody who can write to its queues; and what is to come, started by hand too early."""

import json
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock, ids
from chalicelib.platform import audit, error_log, outbox
from chalicelib.platform.call import Call
from simulation.bank.tables import items
from simulation.bank.wants.wanting import Lacks, Want, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer
    from simulation.world import World

# Queues by which money moves, and what is the name of their facts.
MOVING = {
    "ledger-commands-sqs": "operationId",
    "wallet-payment-events-sqs": "transactionId",
    "wallet-loan-events-sqs": "loanId",
}
_NAMED = {"PAYMENT_REQUESTED": "wallet-payment-events-sqs", "LOAN_APPROVED": "wallet-loan-events-sqs"}
_FORGED, _TOO_EARLY_SECONDS = 7_77, 90.0
NAMED = ("nobody's", "that of another order", "that of what was sent again")


@want()
def forges_an_order(me: "Customer") -> Want:
    return forged_order(me)


def forged_order(me: "Customer", whose: str = "") -> Want:
    """As the bank gives them, for another amount: in the name of no fact, of one that says something else, or of one that was only
    sent again."""
    orders = [(item["id"], *order) for item in items(me.world, outbox.TABLE) for order in _orders(item)]
    if not orders:
        raise Lacks("an order that was given")
    about, queue, body = orders[-1]
    forged = {**body, MOVING[queue]: ids.new_id(me.world.now()), "amountMinor": _FORGED}
    name = whose or me.pick("in whose name", NAMED)

    def forge() -> None:
        text = json.dumps(forged)
        if name == NAMED[-1]:
            send(me, queue, text, _sent_again(me, queue, text))
        else:
            send(me, queue, text, about if name == NAMED[1] else "")

    return Want(f"is robbed by a forged order in {queue}, in the name of {name}", act=forge, keyed=False)


def _orders(item: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    said = ((each.get("queue") or _NAMED.get(each.get("eventType", "")), each.get("body")) for each in item["deliveries"])
    return [(queue, json.loads(body)) for queue, body in said if queue in MOVING]


def _sent_again(me: "Customer", queue: str, text: str) -> str:
    """The fact that a dead letter, as an older release kept them, was sent again."""
    now = clock.now()
    error_id = error_log.record(
        "transaction-table-error",
        source="an older release",
        error="MessageFailed",
        cause="It was not looked at",
        input=text,
        retry=outbox.again(queue, text, {}),
        now=now,
        seed=f"{me.name} {me.wanted}",
    )
    me.town.forged.add(text)
    try:
        error_log.retry(error_id, Call(now, caller_id=audit.OPERATOR))
    except error_log.AlreadyRetried:
        pass
    retried = [
        each["id"] for each in items(me.world, outbox.TABLE) if any(text == said.get("body") for said in each["deliveries"])
    ]
    return str(retried[-1])


@want()
def forges_an_event(me: "Customer") -> Want:
    """That something was done which is not, or may never be."""
    forged: dict[str, Callable[[], tuple[str, Mapping[str, Any]]]] = {
        "payment": lambda: ("payment-status-sqs", {"transactionId": _newest(me, "payment")}),
        "withdrawal": lambda: ("banking-events-sqs", _of_operation(me)),
        "loan": lambda: ("loan-ledger-events-sqs", _of_loan(me)),
    }
    queue, body = forged[me.pick("of a", tuple(each for each in forged if me.has(each)) or ("withdrawal",))]()
    return Want(f"has a forged event sent to {queue}", act=lambda: send(me, queue, json.dumps(body)), keyed=False)


def _newest(me: "Customer", thing: str) -> str:
    """What is on its way still, perhaps. Raises Lacks."""
    me.need(thing)
    return str(me.things[thing][-1])


def _of_operation(me: "Customer") -> dict[str, Any]:
    about = {"account": me.need("account"), "product": "checking", "details": {"operationId": _newest(me, "withdrawal")}}
    at, posting = clock.to_text(me.world.now()), ids.new_id(me.world.now())
    return {"kind": "WITHDRAW_EVENT", "at": at, "postingId": posting, "touched": [about], "refused": None, "correlationId": ""}


def _of_loan(me: "Customer") -> dict[str, Any]:
    return {
        "kind": "loan.disbursed",
        "at": clock.to_text(me.world.now()),
        "touched": [{"account": _newest(me, "loan"), "product": "loan"}],
    }


def send(me: "Customer", queue: str, text: str, named: str = "") -> None:
    me.town.forged.add(text)
    attributes = {outbox.ITEM: {"DataType": "String", "StringValue": named}} if named else {}
    me.world.doubles["sqs"].send_message(QueueUrl=me.world.place.queue_url(queue), MessageBody=text, MessageAttributes=attributes)


@want()
def starts_too_early_what_is_to_come(me: "Customer") -> Want:
    """A minute before its time."""
    coming = what_is_to_come(me.world)
    if not coming:
        raise Lacks("something that is to come")
    found = coming[me.pick("which of what is to come", tuple(range(len(coming))))]
    return started_by_hand(me, found, _TOO_EARLY_SECONDS)


def started_by_hand(me: "Customer", found: Mapping[str, Any], seconds: float) -> Want:
    """What is to come, so many seconds before its time."""

    def start() -> None:
        machine, name = me.world.place.arn(f"machine/{found['machine']}"), str(uuid.uuid4())
        me.world.doubles["stepfunctions"].start_execution(stateMachineArn=machine, name=name, input=found["input"])

    later = (clock.from_text(found["at"]) - me.world.now()).total_seconds() - seconds
    return Want(f"has {found['machine']} started by hand, before {found['at']}", act=start, keyed=False, later=max(0.0, later))


def what_is_to_come(world: "World") -> list[Mapping[str, Any]]:
    """Each start that waits for its time."""
    told = [each for item in items(world, outbox.TABLE) for each in item["deliveries"]]
    told += [each for item in items(world, "ledger-journal") for each in item.get("deliveries", ())]
    return [each for each in told if each["kind"] == "schedule" and each["name"] in world.doubles["scheduler"].pending]
