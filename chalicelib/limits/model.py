"""How much a customer may send to others, in one transfer and a day. One item a customer and currency, written on its
version inside the posting, or the acceptance of a payment: opening more accounts opens no more room, and no race leaves any."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from chalicelib.kernel import clock
from chalicelib.kernel.money import DEFAULT_CURRENCY, EXPONENTS, Money, to_decimal
from chalicelib.limits.errors import LevelRequired, LimitExceeded
from chalicelib.platform.figures import Figures

# BANKFLOW's levels: nobody who is not known sends anything to others.
A_TRANSFER = {
    "BASIC": Figures("TRANSFER_LIMIT_BASIC", USD="250.00", EUR="250.00", COP="1000000.00", JPY="40000", KWD="75.000"),
    "FULL": Figures("TRANSFER_LIMIT_FULL", USD="10000.00", EUR="10000.00", COP="40000000.00", JPY="1500000", KWD="3000.000"),
    "ENHANCED": Figures(
        "TRANSFER_LIMIT_ENHANCED", USD="100000.00", EUR="100000.00", COP="400000000.00", JPY="15000000", KWD="30000.000"
    ),
}
A_DAY = {
    "BASIC": Figures("DAILY_LIMIT_BASIC", USD="1000.00", EUR="1000.00", COP="4000000.00", JPY="150000", KWD="300.000"),
    "FULL": Figures("DAILY_LIMIT_FULL", USD="25000.00", EUR="25000.00", COP="100000000.00", JPY="3750000", KWD="7500.000"),
    "ENHANCED": Figures(
        "DAILY_LIMIT_ENHANCED", USD="250000.00", EUR="250000.00", COP="1000000000.00", JPY="37500000", KWD="75000.000"
    ),
}


def most(figures: Mapping[str, Figures], level: str, currency: str) -> Money:
    """What may be sent at a level: nothing by who is not known, nor where nobody set a figure."""
    of_level = figures.get(level)
    return (of_level and of_level.of(currency)) or Money(0, currency)


def currencies() -> list[str]:
    """Those that money may be sent in at all, the bank's own first."""
    found = [each for each in EXPONENTS if any(most(A_DAY, level, each).minor for level in A_DAY)]
    return sorted(found, key=lambda each: each != DEFAULT_CURRENCY)


@dataclass(frozen=True, slots=True)
class Spending:
    """What a customer has sent in one currency on `day` and in its month; `count` transfers in all. A day is one of the customer's:
    a date in `zone` (UTC where there is none), which began, for what is counted here, at `since`.

    `unasked` counts those since the payer last consented to one by step-up.
    """

    owner_id: str
    currency: str
    day: str = ""
    zone: str = ""
    since: str = ""
    day_minor: int = 0
    month: str = ""
    month_minor: int = 0
    count: int = 0
    unasked: int = 0
    version: int = 0

    def consented(self, *, asked: bool) -> "Spending":
        """With the payer asked for this one, or not."""
        return replace(self, unasked=0 if asked else self.unasked + 1)

    def plus(self, amount_minor: int, level: str, now: datetime, zone: str) -> "Spending":
        """The next version, with this amount sent by a customer who lives in `zone`. Raises LevelRequired, LimitExceeded."""
        if level not in A_DAY:
            raise LevelRequired("Sending money to others needs a proven identity", level="BASIC")
        today = self.on(now, zone)
        _check(amount_minor, most(A_TRANSFER, level, self.currency), "one transfer")
        _check(
            today.day_minor + amount_minor,
            most(A_DAY, level, self.currency),
            "a day",
            used=to_decimal(today.day_minor, self.currency),
            resetsAt=clock.to_text(today.ends_at(zone)),
        )
        return replace(
            today,
            day_minor=today.day_minor + amount_minor,
            month_minor=today.month_minor + amount_minor,
            count=today.count + 1,
            version=self.version + 1,
        )

    def less(self, amount_minor: int, charged_at: datetime, now: datetime) -> "Spending":
        """The next version, with the room given back that an amount took at `charged_at`: in the day and month it was taken
        from, as far as those still count."""
        today, month = self.on(now, self.zone), charged_at.astimezone(_zone(self.zone)).date().isoformat()[:7]
        is_of_today = bool(today.since) and today.since <= clock.to_text(charged_at)
        return replace(
            today,
            day_minor=today.day_minor - (amount_minor if is_of_today else 0),
            month_minor=today.month_minor - (amount_minor if today.month == month else 0),
            count=today.count - 1,
            version=self.version + 1,
        )

    def on(self, now: datetime, zone: str) -> "Spending":
        """Rolled to today: another day or month begins with nothing sent. Days only follow each other: one that has begun goes on to
        its end, wherever the customer moves meanwhile, and none comes twice."""
        if self.day and now < self.ends_at(zone):
            return self
        day = now.astimezone(_zone(zone)).date().isoformat()
        rolled = replace(self, day=day, zone=zone, since=clock.to_text(now), day_minor=0)
        return rolled if self.month == day[:7] else replace(rolled, month=day[:7], month_minor=0)

    def ends_at(self, zone: str) -> datetime:
        """When the day is over, both where it began and in `zone`."""
        after = date.fromisoformat(self.day) + timedelta(days=1)
        return max(datetime.combine(after, time(), _zone(each)) for each in (self.zone, zone))


def _zone(name: str) -> tzinfo:
    return clock.zone(name) if name else UTC


def _check(sum_minor: int, limit: Money, of: str, **facts: str) -> None:
    if sum_minor > limit.minor:
        raise LimitExceeded(f"More than may be sent in {of}", limit=str(limit), **facts)
