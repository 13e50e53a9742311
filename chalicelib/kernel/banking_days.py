"""Days on which banks in the United States settle, by the Federal Reserve's calendar.

A holiday on a Sunday is kept on the Monday; one on a Saturday is not moved, so the Friday before it is a banking day.
"""

from datetime import date, timedelta

_DAY = timedelta(days=1)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
# New Year, Juneteenth, Independence Day, Veterans Day, Christmas: by month and day.
_FIXED = frozenset({(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)})
# Martin Luther King, Washington, Labor Day, Columbus, Thanksgiving: the how-manieth such weekday of a month.
_NTH = {(1, _MONDAY): 3, (2, _MONDAY): 3, (9, _MONDAY): 1, (10, _MONDAY): 2, (11, _THURSDAY): 4}


def is_banking_day(day: date) -> bool:
    if day.weekday() in (_SATURDAY, _SUNDAY) or _is_holiday(day):
        return False
    return not (day.weekday() == _MONDAY and _is_holiday(day - _DAY))


def from_banking_day(day: date) -> date:
    """The day itself, or the first banking day after it."""
    while not is_banking_day(day):
        day += _DAY
    return day


def after_banking_days(day: date, count: int) -> date:
    """The `count`-th banking day after a day, at least the first."""
    for _ in range(count):
        day = from_banking_day(day + _DAY)
    return day


def _is_holiday(day: date) -> bool:
    if (day.month, day.day) in _FIXED or _NTH.get((day.month, day.weekday())) == (day.day + 6) // 7:
        return True
    return day.month == 5 and day.weekday() == _MONDAY and day.day > 24  # Memorial Day, the last one
