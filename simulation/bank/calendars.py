"""On which days a series pays, in plain Python, and without any code of the bank's."""

import calendar
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Any
from zoneinfo import ZoneInfo

_DAY, _SUNDAY = timedelta(days=1), 6
_STEPS = {"daily": 1, "weekly": 7, "biweekly": 14}
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_LONGEST_YEARS = 3  # as far as anybody looks here
# The Federal Reserve's of the years that are looked at: those on a Saturday are days like any other, those on a Sunday the next one.
_HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        "2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-06-19", "2027-07-04", "2027-07-05", "2027-09-06", "2027-10-11",
        "2027-11-11", "2027-11-25", "2027-12-25", "2028-01-01", "2028-01-17", "2028-02-21", "2028-05-29", "2028-06-19", "2028-07-04",
        "2028-09-04", "2028-10-09", "2028-11-11", "2028-11-23", "2028-12-25", "2029-01-01", "2029-01-15", "2029-02-19",
    )
}  # fmt: skip


def days_of(terms: Mapping[str, Any]) -> list[date]:
    """Those of a plan as its owner is told it."""
    begin = date.fromisoformat(terms["startOn"])
    end = date.fromisoformat(terms["endOn"]) if terms.get("endOn") else begin + _LONGEST_YEARS * 366 * _DAY
    found: list[date] = []
    for nominal in _nominal(terms, begin, end):
        day = _moved(nominal, terms.get("ifNotBusinessDay", "same"), begin)
        if day <= end and day not in found:
            found.append(day)
    return list(islice(found, terms.get("count")))


def moment_of(day: date, terms: Mapping[str, Any]) -> datetime:
    """Six in the morning, at home."""
    return datetime(day.year, day.month, day.day, 6, tzinfo=ZoneInfo(terms["timezone"])).astimezone(UTC)


def months_after(begin: datetime, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    return date(year, month + 1, min(begin.day, calendar.monthrange(year, month + 1)[1]))


def _nominal(terms: Mapping[str, Any], begin: date, end: date) -> Iterator[date]:
    frequency = terms["frequency"]
    if frequency == "once":
        yield begin
    elif frequency in _STEPS:
        yield from (begin + step * _DAY for step in range(0, (end - begin).days + 1, _STEPS[frequency]))
    else:
        for months in count(0, _MONTHS[frequency]):
            year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
            last = calendar.monthrange(year, month + 1)[1]
            wanted = terms.get("dayOfMonth") or begin.day
            day = date(year, month + 1, last if wanted == -1 else min(wanted, last))
            if day > end:
                return
            if day >= begin:
                yield day


def _moved(day: date, rule: str, begin: date) -> date:
    if rule == "preceding":
        before = day
        while before >= begin and not _is_banking(before):
            before -= _DAY
        if before >= begin:
            return before
    while rule != "same" and not _is_banking(day):
        day += _DAY
    return day


def _is_banking(day: date) -> bool:
    return day.weekday() < _SUNDAY - 1 and day not in _HOLIDAYS
