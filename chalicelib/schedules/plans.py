"""On which days a series pays, and when on such a day. Pure.

The k-th date is counted from the first one and never from the one before it, so a series on the 31st is paid on the 28th of
February and on the 31st of March.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice, takewhile
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.banking_days import from_banking_day, is_banking_day

Frequency = Literal["once", "daily", "weekly", "biweekly", "monthly", "quarterly", "yearly"]
IfNotBusinessDay = Literal["same", "following", "preceding"]
LAST = -1  # as day of the month
DUE, AGAIN = time(6), (time(12), time(18))
LATEST_DAYS = 3  # what is older is not paid any more
_DAYS: dict[Frequency, int] = {"daily": 1, "weekly": 7, "biweekly": 14}
_MONTHS: dict[Frequency, int] = {"monthly": 1, "quarterly": 3, "yearly": 12}
_DAY = timedelta(days=1)
MAXIMUM_YEARS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """`day_of_month` (1 to 31, or LAST) stands for the day of `start_on` in months; without `end_on` and `count`, which counts the
    days that are paid on, a series has no end."""

    start_on: date
    frequency: Frequency
    timezone: str
    day_of_month: int | None = None
    if_not_business_day: IfNotBusinessDay = "same"
    end_on: date | None = None
    count: int | None = None

    def dates(self) -> Iterator[date]:
        """Every day that is paid on, in order; of dates that a weekend moves onto one day there is one."""
        return islice(self._distinct(), self.count)

    def dates_from(self, day: date) -> Iterator[date]:
        """Those that are not before a day."""
        return (each for each in self.dates() if each >= day)

    def first_from(self, day: date) -> date | None:
        return next(self.dates_from(day), None)

    def due_at(self, day: date) -> datetime:
        """Six in the morning, where the plan is at home."""
        return self._at(day, DUE)

    def again_at(self, day: date, now: datetime) -> datetime | None:
        """When a date that could not be paid is tried once more; None after the last time."""
        return next((at for at in (self._at(day, hour) for hour in AGAIN) if at > now), None)

    def today(self, now: datetime) -> date:
        return now.astimezone(clock.zone(self.timezone)).date()

    def is_too_old(self, day: date, now: datetime) -> bool:
        return (self.today(now) - day).days > LATEST_DAYS

    def _at(self, day: date, hour: time) -> datetime:
        # In a gap of the clock it is taken as before the gap, and what comes twice the first time.
        return datetime.combine(day, hour, clock.zone(self.timezone)).astimezone(UTC)

    def _distinct(self) -> Iterator[date]:
        last = self.start_on - _DAY
        for nominal in takewhile(self._is_within, self._nominal()):
            day = self._moved(nominal)
            if day > last and self._is_within(day):
                yield day
                last = day

    def _is_within(self, day: date) -> bool:
        return day.year <= self.start_on.year + MAXIMUM_YEARS and (self.end_on is None or day <= self.end_on)

    def _nominal(self) -> Iterator[date]:
        if self.frequency == "once":
            yield self.start_on
        elif self.frequency in _DAYS:
            yield from (self.start_on + k * _DAYS[self.frequency] * _DAY for k in count())
        else:
            step = _MONTHS[self.frequency]
            yield from (day for day in (self._in_month(k * step) for k in count()) if day >= self.start_on)

    def _in_month(self, months: int) -> date:
        """The day of the plan so many months after the first one's, or the last day of a shorter month."""
        year, month = divmod(self.start_on.year * 12 + self.start_on.month - 1 + months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        wanted = self.day_of_month or self.start_on.day
        return date(year, month + 1, last if wanted == LAST else min(wanted, last))

    def _moved(self, day: date) -> date:
        """From a day on which banks rest, as the plan says; never to before the first day."""
        if self.if_not_business_day == "same" or is_banking_day(day):
            return day
        before = day
        while self.if_not_business_day == "preceding" and before >= self.start_on:
            if is_banking_day(before):
                return before
            before -= _DAY
        return from_banking_day(day)
