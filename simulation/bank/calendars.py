"""On which days a series pays, in plain Python, and without any code of the bank's."""

import calendar
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Any
from zoneinfo import ZoneInfo

_DAY, _SATURDAY = timedelta(days=1), 5
_STEPS = {"daily": 1, "weekly": 7, "biweekly": 14}
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_LATEST_YEARS = 100
_FIXED = {(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)}
# By month the weekday, from 0 for Monday, and which of the month's it is; the last one is -1.
_MOVING = {1: (0, 3), 2: (0, 3), 5: (0, -1), 9: (0, 1), 10: (0, 2), 11: (3, 4)}


def days_of(terms: Mapping[str, Any]) -> Iterator[date]:
    """Those of a plan as its owner is told it, in order."""
    return islice(_each(terms), terms.get("count"))


def _each(terms: Mapping[str, Any]) -> Iterator[date]:
    begin = date.fromisoformat(terms["startOn"])
    end = date.fromisoformat(terms["endOn"]) if terms.get("endOn") else begin.replace(year=begin.year + _LATEST_YEARS, day=28)
    latest = date.min
    for nominal in _nominal(terms, begin, end):
        day = _moved(nominal, terms.get("ifNotBusinessDay", "same"), begin)
        if latest < day <= end:
            yield day
        latest = max(latest, day)


def moment_of(day: date, terms: Mapping[str, Any]) -> datetime:
    """Six in the morning, at home."""
    return datetime(day.year, day.month, day.day, 6, tzinfo=ZoneInfo(terms["timezone"])).astimezone(UTC)


def months_after(begin: datetime, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month, last = _month(begin, months)
    return date(year, month, min(begin.day, last))


def _month(begin: date, months: int) -> tuple[int, int, int]:
    """The year and month so many months later, and that month's last day."""
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    return year, month + 1, calendar.monthrange(year, month + 1)[1]


def _nominal(terms: Mapping[str, Any], begin: date, end: date) -> Iterator[date]:
    frequency = terms["frequency"]
    if frequency == "once":
        yield begin
    elif frequency in _STEPS:
        yield from (begin + step * _DAY for step in range(0, (end - begin).days + 1, _STEPS[frequency]))
    else:
        for months in count(0, _MONTHS[frequency]):
            year, month, last = _month(begin, months)
            wanted = terms.get("dayOfMonth") or begin.day
            day = date(year, month, last if wanted == -1 else min(wanted, last))
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
    """By the Federal Reserve's calendar: a holiday on a Saturday is none, one on a Sunday is kept on the Monday too."""
    kept = [day, day - _DAY] if day.weekday() == 0 else [day]
    return day.weekday() < _SATURDAY and not any(_is_holiday(each) for each in kept)


def _is_holiday(day: date) -> bool:
    weekday, which = _MOVING.get(day.month, (0, 0))
    of_month = [week[weekday] for week in calendar.monthcalendar(day.year, day.month) if week[weekday]]
    moving = which and day.day == of_month[which - (which > 0)]
    return (day.month, day.day) in _FIXED or bool(moving)
