"""What a customer wants to be told, on which channel and when: data, and what follows from it for one message."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, get_args

from chalicelib.kernel import clock
from chalicelib.notifications.catalogue import LOCKED, Category, Kind

Channel = Literal["email", "sms", "push"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
Digest = Literal["none", "hourly", "daily"]
Wanted = Mapping[Channel, bool]
_MORNING = time(8)  # when a daily digest comes

_ALL: Wanted = {"email": True, "sms": True, "push": True}
_USUAL: Wanted = {"email": True, "sms": False, "push": True}
_NONE: Wanted = {"email": False, "sms": False, "push": False}
# Nobody is advertised to who has not asked for it.
UNLESS_SAID: Mapping[Category, Wanted] = {
    "security": _ALL,
    "legal": _ALL,
    "transactions": _USUAL,
    "account": _USUAL,
    "marketing": _NONE,
}


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` by the clock on the wall of `timezone`, over midnight where the end is the earlier one."""

    start: time
    end: time
    timezone: str

    def end_after(self, now: datetime) -> datetime | None:
        """When the quiet that `now` is in ends; None where it is not quiet.

        An hour that comes twice, or never, where clocks change makes the quiet longer, never shorter.
        """
        zone = clock.zone(self.timezone)
        today = now.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            until = day if self.end > self.start else day + timedelta(days=1)
            begins, ends = min(_moments(day, self.start, zone)), max(_moments(until, self.end, zone))
            if begins <= now < ends:
                return ends
        return None


@dataclass(frozen=True, slots=True)
class Preferences:
    """As a customer said; what they have said nothing of is as UNLESS_SAID has it."""

    categories: Mapping[Category, Wanted] = field(default_factory=lambda: UNLESS_SAID)
    quiet_hours: QuietHours | None = None
    digest: Digest = "none"

    def wants(self, category: Category, channel: Channel) -> bool:
        return category in LOCKED or self.categories[category][channel]

    def without_mails_of(self, categories: Collection[Category]) -> "Preferences":
        less = {each: {**wanted, "email": wanted["email"] and each not in categories} for each, wanted in self.categories.items()}
        return replace(self, categories=less)

    def gathers(self, kind: Kind, channel: Channel) -> bool:
        """Whether such messages come as one: mails of optional categories do, where a digest is wanted."""
        return self.digest != "none" and channel == "email" and kind.is_optional and not kind.at_once

    def held_until(self, kind: Kind, channel: Channel, now: datetime) -> datetime | None:
        """When a message on this channel is due, None where that is now: what is gathered waits for the next digest, and all
        but the urgent for the end of the quiet."""
        if kind.at_once:
            return None
        gathered = self._next_digest(now) if self.gathers(kind, channel) else None
        quiet = self.quiet_hours.end_after(gathered or now) if self.quiet_hours else None
        return quiet or gathered

    def _next_digest(self, now: datetime) -> datetime:
        if self.digest == "hourly":
            return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        zone = clock.zone(self.quiet_hours.timezone if self.quiet_hours else "UTC")
        today = now.astimezone(zone).date()
        mornings = (max(_moments(today + timedelta(days=days), _MORNING, zone)) for days in (0, 1, 2))
        return next(morning for morning in mornings if morning > now)


def _moments(day: date, at: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """What a clock on a wall may mean: two moments where it is turned, the same one twice elsewhere."""
    first, second = (datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second
