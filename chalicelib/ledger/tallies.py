"""What went through an account lately, under the names that products give it: how often and how much, in each hour of the last
day and on each day of the week before. It lies in the account, so it is read with it and written by the posting. Pure; UTC.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from chalicelib.kernel import clock

# By the hour, `2026-11-27T10`, or the day, `2026-11-20`; then by name: how many, and how much in minor units.
Tallies = Mapping[str, Mapping[str, tuple[int, int]]]
_HOUR, _DAY = len("2026-11-27T10"), len("2026-11-27")
HOURS_APART, KEPT = timedelta(hours=24), timedelta(days=7)


def added(tallies: Tallies, amounts: Mapping[str, int], at: str) -> Tallies:
    """With `amounts` counted at a time, by name. Hours that are over a day old become days, days over a week old go."""
    now = clock.from_text(at)
    since_hour, since_day = clock.to_text(now - HOURS_APART)[:_HOUR], clock.to_text(now - KEPT)[:_DAY]
    counted = [(at[:_HOUR], name, 1, minor) for name, minor in amounts.items()]
    sums: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for period, name, count, minor in [*_each(tallies), *counted]:
        period = period if period >= since_hour else period[:_DAY]
        if period >= since_day:
            before = sums[period].get(name, (0, 0))
            sums[period][name] = (before[0] + count, before[1] + minor)
    return dict(sums)


def in_last(tallies: Tallies, name: str, hours: int, now: datetime) -> tuple[int, int]:
    """How many in the last hours, and how much; the hour that has begun by then counts whole, beyond 24 hours the day."""
    since = clock.to_text(now - timedelta(hours=hours))
    # A day stands for hours that are more than 24 hours old.
    periods = [period for period in tallies if len(period) == _HOUR or hours > HOURS_APART // timedelta(hours=1)]
    found = [tallies[period].get(name, (0, 0)) for period in periods if period >= since[: len(period)]]
    return sum(count for count, _ in found), sum(minor for _, minor in found)


def on_day(tallies: Tallies, name: str, day: str) -> tuple[int, int]:
    """How many on a day of the last week, and how much."""
    found = [names.get(name, (0, 0)) for period, names in tallies.items() if period[:_DAY] == day]
    return sum(count for count, _ in found), sum(minor for _, minor in found)


def to_item(tallies: Tallies) -> dict[str, dict[str, list[int]]]:
    return {period: {name: list(sums) for name, sums in names.items()} for period, names in tallies.items()}


def to_model(item: Mapping[str, Mapping[str, tuple[int, int]]]) -> Tallies:
    return {period: {name: (int(sums[0]), int(sums[1])) for name, sums in names.items()} for period, names in item.items()}


def _each(tallies: Tallies) -> Iterable[tuple[str, str, int, int]]:
    return [(period, name, *sums) for period, names in tallies.items() for name, sums in names.items()]
