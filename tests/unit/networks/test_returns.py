"""Until when a payment may come back, by its reason."""

from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from chalicelib.networks.errors import UntimelyReturn
from chalicelib.networks.returns import Disputed, Soon, check_timely, last_day

SETTLED = date(2026, 11, 25)  # the day before Thanksgiving


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize("code", get_args(Soon))
def test_most_reasons_count_for_two_banking_days(code):
    assert last_day(code, SETTLED) == date(2026, 11, 30)
    check_timely(code, SETTLED, at("2026-11-30T23:59:59"))
    with pytest.raises(UntimelyReturn) as late:
        check_timely(code, SETTLED, at("2026-12-01T00:00"))
    assert (late.value.status, late.value.facts) == (409, {"lastDay": "2026-11-30"})


@pytest.mark.parametrize("code", get_args(Disputed))
def test_disputes_count_for_sixty_days(code):
    check_timely(code, SETTLED, at("2027-01-24T23:59:59"))
    with pytest.raises(UntimelyReturn):
        check_timely(code, SETTLED, at("2027-01-25T00:00"))


def test_every_reason_is_of_one_kind():
    assert not set(get_args(Soon)) & set(get_args(Disputed))
    assert sorted([*get_args(Soon), *get_args(Disputed)]) == [
        "R01", "R02", "R03", "R04", "R05", "R07", "R08", "R09", "R10", "R11", "R16", "R20", "R23", "R37", "R38", "R51", "R52", "R53",
    ]  # fmt: skip
