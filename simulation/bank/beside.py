"""What must hold of all that one call writes: what belongs together is written together, and on what stands there at that moment."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel import clock
from simulation.bank.products import months_between
from simulation.bank.screening import SCREENED
from simulation.bank.tables import items
from simulation.bank.writes import Row, Writes

if TYPE_CHECKING:
    from simulation.world import World

REHEARSING = ", rehearsing"  # in the name of who asks what would become of a request
_PROJECTED = {"checking", "savings"}
_LIMITED = {"checking", "savings"}  # whose payments take of what their owner may send
# What counts for the rules of fraud, in the account that it goes through, besides what they are asked about.
_COUNTED = {"DEPOSIT_EVENT", "card.save", "card.paid", "wallet.credited", "balance.credited"}
_OVERDUE, _NEXT = "overdue.interest", "loan.interest.next"
_REVIVED = "wait.revived"
_STARTS = {_OVERDUE, _NEXT, "overdue.holds"}
_A_MOMENT, _ON_ITS_WAY = timedelta(minutes=10), timedelta(hours=2)


class Beside:
    def __init__(self, world: "World") -> None:
        self._world = world

    def wrong(self, writes: Writes) -> Iterator[str]:
        """What one call should not have written so, or not without something else."""
        task = self._world.task
        if task is not None and REHEARSING in task.name:
            yield f"a rehearsal wrote {sorted(writes.tables)}"
        for table in sorted(writes.tables & _RULES.keys()):
            for before, after in writes.of(table):
                if after is not None:
                    yield from (f"{table}: {found}" for found in _RULES[table](_Call(self._world, writes), before or {}, after))


class _Call:
    """What a call wrote, and what stands in the bank behind it."""

    def __init__(self, world: "World", writes: Writes) -> None:
        self.world, self.wrote = world, writes.put
        self.now = clock.to_text(world.now())

    def kept(self, table: str) -> list[Row]:
        return items(self.world, table)


def _account(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if after["status"] == "CLOSED" and (after["pending"] or after["scheduled"]):
        yield f"is closed with {after['pending']} operations and {after['scheduled']} series that go on"


def _operation(call: _Call, before: Row, after: Row) -> Iterator[str]:
    """One that begins is counted on its account, which may have it."""
    if before:
        return
    (account,) = call.wrote("account-table") or [{}]
    if [account.get(name) for name in ("owner_id", "currency")] != [after["owner_id"], after["currency"]]:
        yield f"{after} is begun on {account}"
    if after["type"] == "WITHDRAW" and account.get("status") != "OPEN":
        yield f"a withdrawal is begun on an account that is {account.get('status')}"


def _payment(call: _Call, before: Row, after: Row) -> Iterator[str]:
    takes = not before or after["status"] == "FAILED" != before["status"]
    if takes and after["product"] in _LIMITED and not call.wrote("transfer-limits"):
        yield f"one out of an account is {after['status']}, and its owner's limit is as it was"
    if before.get("status", "PENDING") != "PENDING":
        yield f"{after['payment_id']} comes to an end once more"
    if after["status"] == "SUCCESSFUL" and not any(_pays(each, after) for each in call.kept("ledger-journal")):
        yield f"{after['payment_id']} is SUCCESSFUL, and nothing was debited"


def _pays(posting: Row, payment: Row) -> bool:
    told = [each["details"].get("paymentId") for each in posting.get("touched", ())]
    return "refusal" not in posting and payment["payment_id"] in told


def _held(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if after["status"] == "COMPLETED" and after["onward"]["bank"] == "cash":
        given = [each.get("cashOut", (0, 0))[1] for row in call.wrote("ledger-accounts") for each in row["tallies"].values()]
        if max(given, default=0) < after["amount_minor"]:
            yield f"{after['amount_minor']} is given in cash, and is not counted as such"


def _card(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if before.get("status") == "ACTIVATED":
        yield "is activated once more"


def _hold(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if after["state"] == "EXPIRED" and after["expires_at"] > call.now:
        yield f"is over before {after['expires_at']}"


def _loan(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if after.get("decided_by") == after["owner_id"]:
        yield "is decided by who wants it"
    yield from _proposed(call, {after["loan_id"]: after["status"]})


def _approval(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if before.get("waits_for") not in (None, after.get("waits_for")) and before["open_until"] > call.now:
        yield f"waits for {after['waits_for']}, and {before['waits_for']} is open"
    if before.get("status") in ("APPROVED", "REJECTED") and before != after:
        yield f"is decided once more, by {after['decided_by']}"
    if after.get("status") == "APPROVED" and after["proposed_by"] == after["decided_by"]:
        yield f"is approved by who proposed it: {after['decided_by']}"
    if after.get("kind") == "loan.approve":
        loans = {each["loan_id"]: each["status"] for each in call.kept("loan-table")}
        yield from _proposed(call, {after["subject"]: loans[after["subject"]]})


def _proposed(call: _Call, statuses: Mapping[str, str]) -> Iterator[str]:
    """Of a loan that is decided nothing waits to be."""
    for item in call.kept("approval-table"):
        status = statuses.get(item.get("subject", ""), "PENDING")
        waits = item.get("status") == "PENDING" and item["kind"] == "loan.approve" and item["open_until"] > call.now
        if waits and status != "PENDING":
            yield f"the loan {item['subject']} is {status}, and waits to be approved"


def _schedule(call: _Call, before: Row, after: Row) -> Iterator[str]:
    terms = ("amount_minor", "plan")
    if after["consented"] and [before.get(each) for each in terms] != [after[each] for each in terms]:
        if not call.wrote("challenge-table"):
            yield "has other terms, and nobody was asked for consent"
    starts = ("due_on", "status", "starts")
    if after["status"] == "ACTIVE" and [before.get(each) for each in starts] != [after[each] for each in starts]:
        name = f"{after['schedule_id']}-{after['due_on']}"
        if name not in str([each.get("deliveries") for each in call.wrote("outbox-table", "ledger-journal")]):
            yield f"is due on {after['due_on']}, and nothing is started"
    if after["starts"] < before.get("starts", 0):
        yield f"was started {before['starts']} times, and is said to be {after['starts']}"


def _posting(call: _Call, before: Row, after: Row) -> Iterator[str]:
    kind = after["kind"].removesuffix(".refused")
    if "refusal" in after:
        if kind == "card.purchase" and "refused" not in after:
            yield "a purchase is declined, and it does not say which"
        return
    legs = {leg["account"]: leg["amount"] for leg in after.get("legs", ())}
    if kind in _COUNTED | SCREENED and any(legs.values()):
        for account in call.wrote("ledger-accounts"):
            if account["account_id"] in legs and not account["tallies"]:
                yield f"{kind} is not counted in {account['account_id']}"


def _balance(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if after["product"] not in _PROJECTED:
        yield f"there is one of a {after['product']}"
    task = call.world.task
    if task is not None and task.mortal and after["seq"] != before.get("seq", 0) + 1:
        yield f"of {after['account_id']} goes from entry {before.get('seq', 0)} to {after['seq']}"


def _run(call: _Call, before: Row, after: Row) -> Iterator[str]:
    """A day is paid with what the series says, and is given up for want of money only where there is none."""
    (series,) = [each for each in call.kept("schedule-table") if each["schedule_id"] == after["schedule_id"]]
    if after["outcome"] == "MADE":
        made = [each["amount_minor"] for each in call.wrote("transfer-table")]
        if made != [series["amount_minor"]]:
            yield f"{after['due_on']} is paid with {made}, and is one of {series['amount_minor']}"
    if after["outcome"] != "FAILED" or after["reason"] != "insufficient_funds":
        return
    (payer,) = [each for each in call.kept("ledger-accounts") if each["account_id"] == series["from_account"]]
    quiet = payer["entry_at"] < clock.to_text(call.world.now() - _A_MOMENT)
    if quiet and payer["available"] >= series["amount_minor"]:
        yield f"{after['due_on']} is not paid, with {payer['available']} there"


def _wait(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if before and after["runs"] > before["runs"]:
        name = call.world.place.arn(f"execution/{before['machine']}:{before['execution']}")
        execution = call.world.doubles["stepfunctions"].executions.get(name)
        if execution is not None and execution.status == "RUNNING":
            yield f"{before['wait_id']} is started again, and {before['execution']} runs"


def _taken(call: _Call, before: Row, after: Row) -> Iterator[str]:
    """What a network takes is marked by the number that it is carried by, which no other payment has then."""
    number = after.get("trace_number")
    if not before and number and {"id": f"trace#{number}", "payment_id": after["id"]} not in call.wrote("network-table"):
        yield f"{after['id']} is taken, and its number {number} may be another's"


def _fact(call: _Call, before: Row, after: Row) -> Iterator[str]:
    """Nothing is started again that is done with, or may still come by itself; and the next month of a loan is told of once one is
    over."""
    if after["fact"] == _REVIVED and not before:
        others = [each for each in call.kept("outbox-table") if each["fact"] == _REVIVED and each["id"] != after["id"]]
        yield from (f"is started again by {each['id']} too" for each in others if each["deliveries"] == after["deliveries"])
    for each in after["deliveries"] if not before and after["fact"] in _STARTS else ():
        asked = json.loads(each["input"])
        for loan in call.kept("loan-table") if "loanId" in asked else ():
            if loan["loan_id"] == asked["loanId"]:
                yield from _month(call, after["fact"], loan, int(asked["number"]))
        for hold in call.kept("ledger-holds") if "holdId" in asked else ():
            if hold["hold_id"] == asked["holdId"] and hold["expires_at"] > clock.to_text(call.world.now() - _ON_ITS_WAY):
                yield f"the sweep of a hold that ended at {hold['expires_at']} is started again, and may be on its way"


def _month(call: _Call, fact: str, loan: Row, number: int) -> Iterator[str]:
    if fact == _OVERDUE and loan["accrued_months"] >= number:
        yield f"month {number} of {loan['loan_id']} is started again, and its interest was taken"
    if fact == _NEXT and not months_between(clock.from_text(loan["disbursed_at"]), call.world.now()):
        yield f"month {number} of {loan['loan_id']} is to come, and none is over"


def _error(call: _Call, before: Row, after: Row) -> Iterator[str]:
    if before.get("status") == "RETRIED" and before != after:
        yield f"{after['source']} is retried once more, by {after['retriedBy']}"
    if after["source"] == "cards_purchase.NotifyCustomer" and after["retry"]["kind"] != "queue":
        yield f"the mail of a purchase did not go, and what can be done once more is an {after['retry']['kind']}"


_RULES: Mapping[str, Callable[[_Call, Row, Row], Iterator[str]]] = {
    "account-table": _account,
    "approval-table": _approval,
    "balances": _balance,
    "card-table": _card,
    "card-table-error": _error,
    "held-payment-table": _held,
    "ledger-holds": _hold,
    "ledger-journal": _posting,
    "loan-table": _loan,
    "network-table": _taken,
    "operations": _operation,
    "payment-table": _payment,
    "outbox-table": _fact,
    "schedule-runs": _run,
    "schedule-table": _schedule,
    "transaction-table-error": _error,
    "wait-table": _wait,
}
