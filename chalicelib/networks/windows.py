"""When a network takes payments, and when those settle: in Eastern time, on banking days. Pure.

ACH has three windows for the same day; whatever does not ask for them leaves with the last one and settles on the next banking
day. A wire goes while the wire desk is open, and is final a few minutes later.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from chalicelib.kernel.banking_days import after_banking_days, from_banking_day
from chalicelib.networks.model import Network

# A window for the same day closes, and what came in it settles.
_SAME_DAY = ((time(10, 30), time(13, 0)), (time(14, 45), time(17, 0)), (time(16, 45), time(18, 0)))
_LAST, _NEXT_DAY = time(16, 45), time(8, 30)
_WIRE_OPENS, _WIRE_CLOSES, _WIRE_TAKES = time(9, 0), time(18, 45), timedelta(minutes=5)
# The bank hands over before a window closes: it looks at what is due every five minutes.
AHEAD = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Window:
    """The network takes payments from `opens_at` until before `closes_at`; they settle on `effective_date`, at `settles_at`."""

    opens_at: datetime
    closes_at: datetime
    effective_date: date
    settles_at: datetime


def window(network: Network, same_day: bool, moment: datetime) -> Window:
    """The window that takes what comes at `moment`, or the next one."""
    day = from_banking_day(moment.astimezone(_eastern()).date())
    while True:
        for each in _wires(day, moment) if network == "wire" else _batches(day, same_day):
            if moment < each.closes_at:
                return each
        day = after_banking_days(day, 1)


def due(network: Network, same_day: bool, moment: datetime) -> datetime:
    """When the bank hands over what a customer asks for at `moment`: before the window closes, a wire at once if it can."""
    if network == "wire":
        return max(moment, window(network, same_day, moment).opens_at)
    return window(network, same_day, moment + AHEAD).closes_at - AHEAD


def today(moment: datetime) -> date:
    """The date by which the networks go."""
    return moment.astimezone(_eastern()).date()


def _batches(day: date, same_day: bool) -> list[Window]:
    opens = _at(day, time())
    if same_day:
        return [Window(opens, _at(day, closes), day, _at(day, settles)) for closes, settles in _SAME_DAY]
    following = after_banking_days(day, 1)
    return [Window(opens, _at(day, _LAST), following, _at(following, _NEXT_DAY))]


def _wires(day: date, moment: datetime) -> list[Window]:
    opens = _at(day, _WIRE_OPENS)
    return [Window(opens, _at(day, _WIRE_CLOSES), day, max(opens, moment) + _WIRE_TAKES)]


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, _eastern()).astimezone(UTC)


@cache
def _eastern() -> tzinfo:
    from zoneinfo import ZoneInfo  # not for a request that sends nothing to another bank

    return ZoneInfo("America/New_York")
