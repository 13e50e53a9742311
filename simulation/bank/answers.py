"""What the bank says of plans is what they come to: of a series its next days, of a loan its instalments, of a goal the day it is full."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, Any

from simulation.bank.calendars import days_of, moment_of, months_after
from simulation.bank.products import months_between

if TYPE_CHECKING:
    from simulation.bank.api import Answer, Request

Body = Mapping[str, Any]
_SHOWN = 5  # days of a series
_A_WHILE = timedelta(hours=2)  # in which an answer may have come


def wrong(request: "Request", answer: "Answer", now: datetime) -> Iterator[str]:
    """What an answer that was given says, and is not so."""
    for path, check in _CHECKS.items():
        if answer.accepted and isinstance(answer.body, dict) and re.fullmatch(path, request.path):
            yield from check(answer.body, now)


def _series(body: Body, now: datetime) -> Iterator[str]:
    """Its next days follow one another."""
    told = [(each["dueOn"], each["at"]) for each in body.get("nextRuns", ())]
    if not told:
        return
    first = date.fromisoformat(told[0][0])
    days = list(islice((day for day in days_of(body) if day >= first), _SHOWN))
    if first not in days:
        yield f"{first} is no day of the series {body}"
        return
    due = [(day.isoformat(), f"{moment_of(day, body):%Y-%m-%dT%H:%M}") for day in days[1 : len(told)]]
    if due != [(day, at[: len("2027-01-04T06:00")]) for day, at in told[1:]] or len(told) < len(days):
        yield f"the next days of {body} are {days}"


def _instalments(body: Body, now: datetime) -> Iterator[str]:
    """They pay off what was lent, and none of them is a balloon, unless so much was paid ahead that it is the first whole one."""
    rows = body["items"]
    paid = [Decimal(each["payment"]) for each in rows]
    if rows and Decimal(rows[-1]["balance"]):
        yield f"the last instalment leaves {rows[-1]['balance']}"
    if len(paid) > 2 and all(paid) and not Decimal(body["overdue"]) and paid[-1] > 2 * max(paid[:-1]):
        yield f"the last instalment is {paid[-1]}, the others {max(paid[:-1])}"


def _goal(body: Body, now: datetime) -> Iterator[str]:
    """It is full with the last of as many contributions as are missing, of which each has its day."""
    if body["reached"] or not body["contribution"] or body["every"] != "MONTH":
        return
    begun = datetime.fromisoformat(body["createdAt"]).astimezone(UTC)
    steps = ceil((Decimal(body["target"]) - Decimal(body["saved"])) / Decimal(body["contribution"]))
    days = {months_after(begun, months_between(begun, moment) + steps).isoformat() for moment in (now, now - _A_WHILE)}
    if body["projectedDate"] not in days:
        yield f"the goal {body} is full at {sorted(days)}"


_CHECKS: Mapping[str, Callable[[Body, datetime], Iterator[str]]] = {
    r"/api/v1/transactions/scheduled(/[^/]+(/(pause|resume|skip))?)?": _series,
    r"/loan/[^/]+/schedule": _instalments,
    r"/savings-goal/[^/]+": _goal,
}
