"""Executions that wait for a person, and what looks after them. Numbers from 540 on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulation.bank.errands.errand import errand
from simulation.bank.steps import FRAUD, POSTING, TRANSFERS, WHY, dies, ruled, with_money
from simulation.bank.tables import items
from simulation.bank.wants import Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

_REVIEW, _SWEEP = "transfers_review", "platform_sweep_waits"
_LOOKED_AFTER, _A_WHILE, _SLOW, _A_DAY = 16 * 60.0, 400.0, 5.0, 86_400.0
_A_LITTLE = {"amount": "1.00"}


@errand(540)
def what_waits_is_started_again_though_it_lives(me: "Person") -> Iterator[Want]:
    """The one before hears that another has taken over; in bad weather the one that nobody of the bank started may come too late."""
    if not me.town.calm:
        return
    yield from _held(me)
    wait = _waiting(me)
    start = {"stateMachineArn": me.world.place.arn(f"machine/{wait['machine']}"), "input": wait["input"]}
    started = me.world.doubles["stepfunctions"].start_execution
    yield Want("waits while it is started again", act=lambda: started(name=f"{wait['wait_id']}-r1", **start), keyed=False)
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)


@errand(541)
def what_died_before_it_waited_is_looked_after_twice_at_once(me: "Person") -> Iterator[Want]:
    me.world.wire.weather.aim("platform.waits.keep", lambda: dies(me, _REVIEW), lambda: me.world.sleep(_SLOW))
    yield from _held(me)
    me.world.wire.weather.aim("platform.waits._revive", lambda: me.world.invoke(_SWEEP, {}))
    yield Want("waits while it is looked after", act=lambda: me.world.invoke(_SWEEP, {}), keyed=False, later=_LOOKED_AFTER)
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)


@errand(542)
def what_is_held_is_declined_while_the_case_becomes_anothers(me: "Person") -> Iterator[Want]:
    """And under the same key once more, when the case is theirs again."""
    yield from _held(me)
    yield from _taken(me)
    first, second = (me.town.staff["risk", colleague] for colleague in (False, True))
    me.world.wire.weather.aim(POSTING, me.quick(replace(_takes(me, instead_of=first), colleague=True)))
    yield replace(_declines(me), granted=False)
    yield _takes(me, instead_of=second)


@errand(543)
def what_was_declined_is_asked_about_when_the_case_is_anothers(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield from _taken(me)
    yield _declines(me)
    yield replace(_takes(me, instead_of=me.town.staff["risk", False]), colleague=True)


@errand(544)
def what_has_outlived_its_time_is_gone(me: "Person") -> Iterator[Want]:
    """Keys and refusals, facts that were told, sessions and codes: what lives longer stands as it did, and what goes on goes on."""
    (account, own), wallet, card = me.things["account"][:2], me.need("wallet"), me.need("DEBIT")
    ben, shop = me.town.customers[1].things["account"][0], {"merchant": "Bikes", **_A_LITTLE}
    yield Want("saves on the card", "POST", f"/transactions/save/{card}", {"amount": "5.00"}, granted=True)
    yield Want("buys by card", "POST", "/transactions/purchase", {"cardId": card, **shop}, granted=True)
    yield Want("pays from the wallet", "POST", "/payment", {"walletId": wallet, **shop}, granted=True)
    yield Want(
        "asks too much of the wallet", "POST", f"/wallet/{wallet}/debit", {"amount": "9000.00"}, refused="insufficient_funds"
    )
    yield Want(
        "pays Ben", "POST", f"{TRANSFERS}/transfer", {"fromAccountId": account, "toAccountId": ben, **_A_LITTLE}, granted=True
    )
    yield Want("asks for a report", "GET", f"/card/{card}?format=csv", None, {"report": "reportId"}, granted=True)
    terms = {"frequency": "weekly", "timezone": "UTC", "startOn": f"{me.world.now() + timedelta(days=2):%Y-%m-%d}"}
    weekly = {"fromAccountId": account, "toAccountId": own, **_A_LITTLE, **terms}
    yield Want("schedules a transfer to their own", "POST", f"{TRANSFERS}/scheduled", weekly, granted=True)
    loan = {"walletId": wallet, "amount": "100.00", "interestRate": "6.5", "termMonths": 12}
    yield Want("applies for a loan", "POST", "/loan", loan, {"loan": "loanId"}, granted=True)
    yield Want("has it approved", "POST", f"/loan/{me.need('loan')}/approve", WHY, role="lending", granted=True)
    looks = (f"/accounts/{account}", f"/wallet/{wallet}", f"/transactions/{card}", "/payments", "/balances", "/reports", "/cards")
    for weeks in (6, 2):
        yield Want("lets weeks go by", "GET", "/me", later=weeks * 7 * _A_DAY)
        before = []
        for path in looks:
            yield Want("looks", "GET", path, granted=True)
            before.append(me.heard)
        me.town.forget()
        for path, seen in zip(looks, before, strict=True):
            yield Want("looks again", "GET", path, granted=True)
            if me.town.calm and me.heard != seen:
                me.world.broken(f"{me.name}, who saw {seen} at {path}, sees {me.heard}")
        yield Want("deposits a little", "POST", "/deposit", {"accountId": account, **_A_LITTLE}, granted=True)


def _held(me: "Person") -> Iterator[Want]:
    yield from ruled(me, {"gte": ["amountMinor", 100]})
    other = me.another().things["account"][0]
    body = {"fromAccountId": with_money(me), "toAccountId": other, "amount": "1.00"}
    yield Want("pays, and is held", "POST", "/api/v1/transactions/transfer", body, {"held": "transactionId"})
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)


def _waiting(me: "Person") -> dict[str, Any]:
    held = me.need("held")
    return next(each for each in items(me.world, "wait-table") if each["wait_id"] == held)


def _taken(me: "Person") -> Iterator[Want]:
    yield Want("has a case", "GET", f"{FRAUD}/cases?status=OPEN", None, {"case": "items.*.caseId"}, role="risk")
    yield _takes(me)


def _takes(me: "Person", instead_of: str = "") -> Want:
    body = {"insteadOf": instead_of} if instead_of else {}
    path = f"{FRAUD}/cases/{me.need('case')}/assign"
    return Want("has the case taken", "POST", path, body, role="risk", keyed=False, granted=True)


def _declines(me: "Person") -> Want:
    body = {"transactionId": me.need("held"), **WHY}
    return Want("is declined", "POST", f"{FRAUD}/cases/{me.need('case')}/decline", body, role="risk", granted=True)
