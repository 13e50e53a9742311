"""Each rule that ships holds of a history, by what its postings left in the account, and not of one that falls short of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

import pytest

from chalicelib.fraud import velocity
from chalicelib.fraud.decisions import decide
from chalicelib.fraud.facts import Facts
from chalicelib.fraud.rules import check
from chalicelib.fraud.screening import facts_of
from chalicelib.fraud.shipped import A_DOLLAR, SHIPPED
from chalicelib.kernel import clock
from chalicelib.ledger.model import Account
from chalicelib.ledger.tallies import added

NOW = clock.from_text("2026-11-27T10:20:00.000Z")
OLD = clock.to_text(NOW - timedelta(days=400))


def account(currency: str, *movements: tuple[float, str, float], opened_at: str = OLD) -> Account:
    """As its postings left it: so many hours ago, out or cash in, so many dollars' worth."""

    def moved(before: Account, movement: tuple[float, str, float]) -> Account:
        hours, way, dollars = movement
        minor = round(dollars * A_DOLLAR[currency])
        counted = velocity.cash_in("a1", minor, currency) if way == "in" else velocity.paid_out("a1", minor)
        at = clock.to_text(NOW - timedelta(hours=hours))
        return replace(before, tallies=added(before.tallies, counted["a1"], at))

    new = Account("ana", "a1", "checking", currency, "credit", "OPEN", opened_at)
    return reduce(moved, sorted(movements, reverse=True), new)


def facts(kind: Any, found: Account, dollars: float, now: datetime = NOW, **more: Any) -> Facts:
    minor = None if kind == "opening" else round(dollars * A_DOLLAR[found.currency])
    return {**facts_of(kind, found, minor, now), **more}


def holding(known: Facts) -> Mapping[int, bool]:
    decision = decide(known, SHIPPED)
    assert not any(hit.error for hit in decision.hits if "Payee" not in hit.error) and decision.outcome == "allow"
    return {int(hit.rule_id[-4:]): hit.holds for hit in decision.hits}


def out(times: int, hours: float, dollars: float = 10) -> list[tuple[float, str, float]]:
    return [(hours, "out", dollars)] * times


NIGHT = clock.from_text("2026-11-27T03:00:00.000Z")
YOUNG = clock.to_text(NOW - timedelta(days=3))
KNOWN = {"newPayee": False, "payeeAgeHours": 900}
# Of each rule: a history of which it holds, and the one that falls just short.
HISTORIES: dict[int, Any] = {
    1: (lambda c: facts("purchase", account(c, *out(10, 0.1)), 5), lambda c: facts("purchase", account(c, *out(9, 0.1), *out(9, 3)), 5)),
    2: (lambda c: facts("debit", account(c, *out(30, 20)), 5), lambda c: facts("debit", account(c, *out(29, 20), *out(9, 30)), 5)),
    3: (lambda c: facts("withdrawal", account(c, *out(2, 20, 10_000)), 5), lambda c: facts("withdrawal", account(c, *out(1, 2, 19_999), *out(1, 30, 9_000)), 5)),
    4: (lambda c: facts("payment", account(c, *out(5, 100, 10_000)), 5), lambda c: facts("payment", account(c, *out(4, 100, 10_000), *out(3, 200, 10_000)), 5)),
    5: (lambda c: facts("transfer", account(c), 5_000, newPayee=True), lambda c: facts("transfer", account(c), 4_999, newPayee=True)),
    6: (lambda c: facts("purchase", account(c, opened_at=YOUNG), 2_000), lambda c: facts("purchase", account(c), 2_000)),
    7: (lambda c: facts("purchase", account(c), 2_000, NIGHT), lambda c: facts("purchase", account(c), 2_000)),
    8: (lambda c: facts("cashIn", account(c, (0, "in", 8_000), (40, "in", 10_000), (70, "in", 9_000)), 8_000),
        lambda c: facts("cashIn", account(c, (0, "in", 10_001), (1, "in", 7_999), (40, "in", 9_000), (100, "in", 9_000)), 10_001)),
    9: (lambda c: facts("cashIn", account(c, *[(2, "in", 10)] * 10), 10), lambda c: facts("cashIn", account(c, *[(2, "in", 10)] * 9), 10)),
    10: (lambda c: facts("withdrawal", account(c, (3, "in", 8_000)), 5_000), lambda c: facts("withdrawal", account(c, (30, "in", 8_000)), 5_000)),
    11: (lambda c: facts("opening", account(c), 0, openAccounts=10), lambda c: facts("opening", account(c), 0, openAccounts=9)),
    12: (lambda c: facts("opening", account(c), 0, documentReused=True), lambda c: facts("opening", account(c), 0, documentReused=False)),
    13: (lambda c: facts("opening", account(c), 0, openAccounts=3, addressAgeHours=23), lambda c: facts("opening", account(c), 0, openAccounts=2, addressAgeHours=23)),
}  # fmt: skip


class TestShipped:
    @pytest.mark.parametrize("currency", sorted(A_DOLLAR))
    @pytest.mark.parametrize("number", sorted(HISTORIES))
    def test_holds_of_its_history_and_of_none_that_falls_short(self, number, currency):
        fires, falls_short = HISTORIES[number]
        others = {"openAccounts": 1, "addressAgeHours": 900, "documentReused": False}

        def known(told: Facts) -> Facts:
            rest = others if told["kind"] == "opening" else KNOWN if told["kind"] == "transfer" else {}
            return {**told, **{name: value for name, value in rest.items() if told[name] is None}}

        assert holding(known(fires(currency)))[number] and not holding(known(falls_short(currency)))[number]

    def test_each_has_a_history_and_is_a_rule_in_the_shadow(self):
        assert [int(rule.rule_id[-4:]) for rule in SHIPPED] == sorted(HISTORIES)
        for rule in SHIPPED:
            check(rule.conditions)
        assert {rule.status for rule in SHIPPED} == {"SHADOW"}

    def test_cash_through_many_accounts_of_a_customer_is_told_together(self):
        theirs = [account("USD", (hours, "in", 9_000)) for hours in (0, 10, 20)]
        assert holding(facts_of("cashIn", theirs[0], 900_000, NOW, beside=theirs))[8]
        assert not holding(facts_of("cashIn", theirs[0], 900_000, NOW))[8]

    def test_what_leaves_is_no_fact_of_what_comes_in(self):
        assert not holding(facts("cashIn", account("USD", *out(30, 0.1)), 10))[1]
