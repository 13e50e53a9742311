"""How often and how much: what postings count in the accounts that they touch, and what rules ask of it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import KEPT, Account
from chalicelib.platform.figures import Figures

# The facts' ending, hours, and words for whoever writes a rule.
WINDOWS = (("1h", 1, "hour"), ("24h", 24, "24 hours"), ("7d", 7 * 24, "7 days"))
_OUT, _CASH_IN, _CASH_OUT, _NEAR = "out", "cashIn", "cashOut", "nearReport"
Direction = Literal["IN", "OUT"]
# What the law wants told of cash: more than this a day, in or out. Another figure in each currency, and everything where there is none.
REPORTED = Figures("CASH_REPORTED_ABOVE", USD="10000.00", EUR="10000.00", COP="40000000.00", JPY="1500000", KWD="3000.000")
NEAR_HOURS = 3 * 24


def reported_above(currency: str) -> int:
    """In minor units."""
    return (REPORTED.of(currency) or Money(0, currency)).minor


def paid_out(account_id: str, amount_minor: int) -> Mapping[str, Mapping[str, int]]:
    """What a posting counts that sends money out of the account, or sets it aside for that. What is called off stays counted."""
    return {account_id: {_OUT: amount_minor}}


def cash_out(account_id: str, amount_minor: int) -> Mapping[str, Mapping[str, int]]:
    """As `paid_out`, of a posting that pays cash."""
    return {account_id: {_OUT: amount_minor, _CASH_OUT: amount_minor}}


def cash_given(account_id: str, amount_minor: int) -> Mapping[str, Mapping[str, int]]:
    """Cash that is paid now, and was counted as going out when it was held."""
    return {account_id: {_CASH_OUT: amount_minor}}


def cash_in(account_id: str, amount_minor: int, currency: str) -> Mapping[str, Mapping[str, int]]:
    """What a posting counts that takes cash in; apart, what lies just below what is reported."""
    reported = reported_above(currency)
    near = {_NEAR: amount_minor} if reported * 8 <= amount_minor * 10 <= reported * 10 and reported else {}
    return {account_id: {_CASH_IN: amount_minor, **near}}


def facts(accounts: Sequence[Account], now: datetime) -> dict[str, int]:
    """What went through accounts of one currency until now."""
    found: dict[str, int] = {}
    for tally, count, total in ((_OUT, "count", "sumMinor"), (_CASH_IN, "cashInCount", "cashInSumMinor")):
        for name, hours, _ in WINDOWS:
            found[f"{count}{name}"], found[f"{total}{name}"] = _in_last(accounts, tally, hours, now)
    found["nearReportCount3d"], _ = _in_last(accounts, _NEAR, NEAR_HOURS, now)
    return found


def cash_on(accounts: Sequence[Account], day: str, direction: Direction) -> int:
    """The cash that came into accounts of one currency, or left them, on a day of the last week, in minor units."""
    return sum(account.on(day, _CASH_IN if direction == "IN" else _CASH_OUT)[1] for account in accounts)


def counts_still(day: str, now: datetime) -> bool:
    """Whether accounts say by now what went through them on a day."""
    return day >= clock.to_text(now - KEPT)[: len(day)]


def _in_last(accounts: Sequence[Account], tally: str, hours: int, now: datetime) -> tuple[int, int]:
    found = [account.in_last(hours, tally, now) for account in accounts]
    return sum(count for count, _ in found), sum(minor for _, minor in found)
