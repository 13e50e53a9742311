"""Tries of which nobody knows the end, and what is said meanwhile. Numbers from 560 on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ReadTimeoutError

from chalicelib.kernel import clock
from simulation.bank.errands.errand import errand
from simulation.bank.steps import FRAUD, POSTING, WHY
from simulation.bank.tables import items
from simulation.bank.wants import Want
from simulation.doubles.dynamodb import cancelled

if TYPE_CHECKING:
    from simulation.bank.people import Person

_REFUSES = "ledger.operations.post._write_refusal"
_TOGETHER, _TRIES_OF_A_CALL, _PATIENCE, _A_WHILE = "ledger.operations.post_group._post_together", 3, 3.0, 400.0


@errand(560)
def who_is_in_doubt_comes_onto_the_blacklist(me: "Person") -> Iterator[Want]:
    """The try is on its way still, and that it is refused by now cannot be kept."""
    body = {"kind": "customer", "value": me.user_id, **WHY}
    listed = me.quick(Want("is put on the blacklist", "POST", f"{FRAUD}/blacklist", body, role="risk"))

    def listed_in_a_crowd() -> None:
        listed()
        raise cancelled("None", "TransactionConflict")

    me.world.wire.weather.aim(POSTING, "late", listed_in_a_crowd)
    me.world.wire.weather.aim(_REFUSES, "unreachable")
    yield Want("debits the wallet", "POST", f"/wallet/{me.need('wallet')}/debit", {"amount": "1.00"})


@errand(561)
def what_waits_together_gets_no_answer(me: "Person") -> Iterator[Want]:
    """And goes alone then, behind what was said of the account meanwhile."""
    account, stood, until = me.things["account"][0], list[Any](), list[datetime]()

    def silent() -> None:
        stood.extend([] if until else items(me.world, "ledger-entries"))
        me.world.sleep(_PATIENCE)
        until.append(me.world.now())
        raise ReadTimeoutError(endpoint_url="dynamodb")

    me.world.wire.weather.aim(_TOGETHER, *[silent] * _TRIES_OF_A_CALL)
    deposit = Want("deposits a little", "POST", "/deposit", {"accountId": account, "amount": "1.11"})
    yield replace(deposit, beside=(deposit,))
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
    for entry in items(me.world, "ledger-entries") if until else ():
        if entry not in stood and entry["account_id"] == account and clock.from_text(entry["at"]) < until[-1]:
            me.world.broken(f"an entry stands at {entry['at']}, and nothing was written until {until[-1]}")


@errand(562)
def no_connection_comes_after_what_was_done_and_not_said(me: "Person") -> Iterator[Want]:
    """And nobody can ask what became of the key."""
    done = ["done and broken"] * _TRIES_OF_A_CALL
    me.world.wire.weather.aim("accounts.operations.open_account.open_account", *done, "unreachable")
    me.world.wire.weather.aim("platform.idempotency.Idempotency.find", None, "unreachable")
    yield Want("opens one more account", "POST", "/accounts", {"type": "checking", "currency": "USD"}, {"account": "accountId"})


@errand(564)
def a_statement_is_begun_and_gets_no_answer(me: "Person") -> Iterator[Want]:
    """Who looks for one begins it, and is not to hear that nothing was changed."""
    me.world.wire.weather.aim("statements.operations.request_statement.begun", *["late"] * _TRIES_OF_A_CALL)
    path = f"/api/v1/accounts/{me.need('account')}/statement?from={me.world.now():%Y-%m-01}&to={me.world.now():%Y-%m-%d}"
    yield Want("asks for a statement", "GET", f"{path}&format=csv", keeps={"statement": "statementId"})


@errand(565)
def no_connection_comes_after_an_answer_that_is_lost(me: "Person") -> Iterator[Want]:
    """Both in one call of the SDK's, which shows the last one only."""
    me.world.wire.weather.aim("accounts.operations.open_account.open_account", "answer lost", "unreachable")
    yield Want("opens one more account", "POST", "/accounts", {"type": "checking", "currency": "USD"}, {"account": "accountId"})
