"""How much a customer may send to others, in one transfer and a day. One item a customer and currency, written on its
version inside the posting: opening more accounts opens no more room, and no race leaves any."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from chalicelib.kernel import clock
from chalicelib.kernel.money import Money, to_decimal
from chalicelib.platform.figures import Figures
from chalicelib.transfers.errors import LevelRequired, LimitExceeded

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


@dataclass(frozen=True, slots=True)
class Spending:
    """What a customer has sent in one currency on `day` (a date, in UTC) and in its month; `count` transfers in all.

    `unasked` counts those since the payer last consented to one by step-up.
    """

    owner_id: str
    currency: str
    day: str = ""
    day_minor: int = 0
    month: str = ""
    month_minor: int = 0
    count: int = 0
    unasked: int = 0
    version: int = 0

    def consented(self, *, asked: bool) -> "Spending":
        """With the payer asked for this one, or not."""
        return replace(self, unasked=0 if asked else self.unasked + 1)

    def plus(self, amount_minor: int, level: str, now: datetime) -> "Spending":
        """The next version, with this amount sent. Raises LevelRequired, LimitExceeded."""
        if level not in A_DAY:
            raise LevelRequired("Sending money to others needs a proven identity", level="BASIC")
        today = self._on(now)
        _check(amount_minor, A_TRANSFER[level].of(self.currency), self.currency, "one transfer")
        ends = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        _check(
            today.day_minor + amount_minor,
            A_DAY[level].of(self.currency),
            self.currency,
            "a day",
            used=to_decimal(today.day_minor, self.currency),
            resetsAt=clock.to_text(ends),
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
        today, then = self._on(now), charged_at.astimezone(UTC).date().isoformat()
        return replace(
            today,
            day_minor=today.day_minor - (amount_minor if today.day == then else 0),
            month_minor=today.month_minor - (amount_minor if today.month == then[:7] else 0),
            count=today.count - 1,
            version=self.version + 1,
        )

    def _on(self, now: datetime) -> "Spending":
        """Rolled to today: another day or month begins with nothing sent."""
        day = now.astimezone(UTC).date().isoformat()
        month = day[:7]
        rolled = self if self.day == day else replace(self, day=day, day_minor=0)
        return rolled if self.month == month else replace(rolled, month=month, month_minor=0)


def _check(sum_minor: int, limit: Money | None, currency: str, of: str, **facts: str) -> None:
    # Where nobody set a figure, nothing is allowed.
    allowed = limit or Money(0, currency)
    if sum_minor > allowed.minor:
        raise LimitExceeded(f"More than may be sent in {of}", limit=str(allowed), **facts)
