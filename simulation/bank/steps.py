"""Steps that several plans and errands have in common."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.bank.tables import items
from simulation.bank.wants import WANTS, Lacks, Want
from simulation.bank.wants.forgeries import started_by_hand, what_is_to_come

if TYPE_CHECKING:
    from simulation.bank.customer import Customer
    from simulation.bank.people import Person

FRAUD, WHY = "/api/v1/fraud", {"reason": "It was looked into"}
TRANSFERS, POSTING = "/api/v1/transactions", "ledger.operations.post._write"
IN_LINE_SECONDS = 7  # longer than the bank has anybody stand in line before it holds the money instead
_MOST_STEPS, _A_WHILE = 24, 400.0


def until(me: "Person", name: str) -> Iterator[Want]:
    """What it takes first, and then it."""
    for _ in range(_MOST_STEPS):
        try:
            found, there = WANTS[name](me), True
        except Lacks:
            found, there = me.towards(name, ("a plan",)), False
        if found is None:
            return
        yield found
        if there:
            return


def with_money(who: "Customer") -> str:
    """The account of theirs that has most."""
    available = {each["account_id"]: each["available"] for each in items(who.world, "ledger-accounts")}
    return max(who.things["account"], key=lambda account: int(available[account]))


def refused(wanted: Want, code: str) -> Want:
    """What is answered by that code for what was done before."""
    return replace(wanted, granted=False, refused=code)


def listed(kind: str, value: str) -> Iterator[Want]:
    body = {"kind": kind, "value": value, **WHY}
    yield Want(f"is put on the blacklist: {kind}", "POST", f"{FRAUD}/blacklist", body, role="risk")
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)


def ruled(me: "Person", conditions: dict[str, object], action: str = "review") -> Iterator[Want]:
    """A rule of fraud comes into force, on top of the currency."""
    rule = {
        "name": f"Rule of {action}",
        "conditions": {"all": [{"eq": ["currency", "USD"]}, conditions]},
        "score": 5,
        "action": action,
    }
    yield Want("has a rule written", "POST", f"{FRAUD}/rules", rule, {"rule": "ruleId"}, role="risk")
    yield Want("has it put into force", "POST", f"{FRAUD}/rules/{me.need('rule')}/activate", role="risk", keyed=False)


def leaves(who: "Customer") -> Iterator[Want]:
    """Takes all that they have and closes their accounts."""
    for account in list(who.things["account"]):
        found = who.world.doubles["dynamodb"].item("ledger-accounts", who.user_id, account)
        left = found["available"] if found else 0
        if left:
            body = {"accountId": account, "amount": f"{left // 100}.{left % 100:02}"}
            yield Want(f"{who.name} takes all out", "POST", "/withdraw", body, by=who)
            yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
        yield Want(f"{who.name} leaves", "POST", f"/accounts/{account}/close", by=who)


def frozen(account: str) -> Iterator[Want]:
    yield Want("has an account frozen", "POST", f"/accounts/{account}/freeze", {"reason": "A call"}, role="support", keyed=False)


def too_early(me: "Person", machine: str, seconds: float) -> Iterator[Want]:
    """What is to come is started by hand, so many seconds before its time. Raises Lacks."""
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
    coming = [each for each in what_is_to_come(me.world) if each["machine"] == machine]
    if not coming:
        raise Lacks(f"something that is to come: {machine}")
    yield started_by_hand(me, coming[-1], seconds)


def in_a_crowd(me: "Person", account: str) -> Want:
    """Others are served first, for so long that the money is held."""
    (payer, own), path = me.things["account"][:2], f"{TRANSFERS}/transfer"
    paying = {"fromAccountId": payer, "toAccountId": account, "amount": "45.00"}
    first = Want("is served first", "POST", path, {**paying, "toAccountId": own, "amount": "0.01"})

    def crowd() -> None:
        me.world.sleep(IN_LINE_SECONDS)
        others()

    others = me.quick(first)
    me.world.wire.weather.aim(POSTING, crowd)
    return Want("pays in a crowd", "POST", path, paying, {"transfer": "transactionId"}, granted=True)


def dies(me: "Person", machine: str) -> None:
    """What runs of a machine, with the task that asks for it."""
    for execution in me.world.doubles["stepfunctions"].executions.values():
        if execution.machine.name == machine and execution.status == "RUNNING":
            execution.status = "ABORTED"
            for strand in execution.strands:
                strand.task.kill()
    if me.world.task is not None:
        me.world.task.die()
