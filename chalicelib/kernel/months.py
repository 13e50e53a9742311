"""Months of the calendar, as loans and savings count them."""

import calendar
from datetime import UTC, datetime


def after_months(start: datetime, months: int) -> datetime:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.astimezone(UTC).replace(year=year, month=month + 1, day=day)


def months_between(start: datetime, now: datetime) -> int:
    """Whole months from `start` to `now`; 0 when `now` comes first."""
    months = (now.year - start.year) * 12 + now.month - start.month
    return max(0, months if after_months(start, months) <= now else months - 1)
