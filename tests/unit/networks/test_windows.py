"""Cut-offs and settlement: Eastern time, banking days, both sides of each window's end."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.networks.windows import AHEAD, due, today, window


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/New_York"))


# 2026-11-25 is a Wednesday before Thanksgiving; 2026-07-03 the Friday before a holiday on a Saturday.
@pytest.mark.parametrize(
    ("asked", "closes", "settles"),
    [
        ("2026-11-24T00:00", "2026-11-24T10:30", "2026-11-24T13:00"),
        ("2026-11-24T10:29:59", "2026-11-24T10:30", "2026-11-24T13:00"),
        ("2026-11-24T10:30", "2026-11-24T14:45", "2026-11-24T17:00"),
        ("2026-11-24T14:45", "2026-11-24T16:45", "2026-11-24T18:00"),
        ("2026-11-24T16:45", "2026-11-25T10:30", "2026-11-25T13:00"),
        ("2026-11-25T16:45", "2026-11-27T10:30", "2026-11-27T13:00"),
        ("2026-11-28T12:00", "2026-11-30T10:30", "2026-11-30T13:00"),
        ("2026-07-03T09:00", "2026-07-03T10:30", "2026-07-03T13:00"),
    ],
)
def test_same_day_ach(asked, closes, settles):
    found = window("ach", True, eastern(asked))
    assert (found.closes_at, found.settles_at) == (eastern(closes), eastern(settles))
    assert found.effective_date == eastern(settles).date()


@pytest.mark.parametrize(
    ("asked", "closes", "settles"),
    [
        ("2026-11-24T16:44:59", "2026-11-24T16:45", "2026-11-25T08:30"),
        ("2026-11-24T16:45", "2026-11-25T16:45", "2026-11-27T08:30"),
        ("2026-07-03T12:00", "2026-07-03T16:45", "2026-07-06T08:30"),
        ("2026-12-31T12:00", "2026-12-31T16:45", "2027-01-04T08:30"),
    ],
)
def test_other_ach_settles_on_the_next_banking_day(asked, closes, settles):
    found = window("ach", False, eastern(asked))
    assert (found.closes_at, found.settles_at) == (eastern(closes), eastern(settles))


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("2026-11-24T12:00", "2026-11-24T12:00"),
        ("2026-11-24T08:59", "2026-11-24T09:00"),
        ("2026-11-24T18:44:59", "2026-11-24T18:44:59"),
        ("2026-11-24T18:45", "2026-11-25T09:00"),
        ("2026-11-25T20:00", "2026-11-27T09:00"),
    ],
)
def test_a_wire_goes_while_the_desk_is_open(asked, goes):
    assert due("wire", False, eastern(asked)) == eastern(goes)
    assert window("wire", False, eastern(asked)).settles_at == eastern(goes) + timedelta(minutes=5)


def test_the_bank_hands_over_before_a_window_closes():
    assert due("ach", True, eastern("2026-11-24T10:14:59")) == eastern("2026-11-24T10:15")
    assert due("ach", True, eastern("2026-11-24T10:15")) == eastern("2026-11-24T14:30")
    at = eastern("2026-11-24T10:15")
    assert window("ach", True, at).closes_at - at == AHEAD


@pytest.mark.parametrize("day", ["2026-03-06", "2026-03-09", "2026-10-30", "2026-11-02"])
def test_windows_stay_at_their_hour_over_a_change_of_the_clock(day):
    assert window("ach", True, eastern(f"{day}T00:00")).closes_at == eastern(f"{day}T10:30")


def test_the_day_is_the_eastern_one():
    assert today(datetime(2026, 11, 25, 4, 59, tzinfo=UTC)) == date(2026, 11, 24)
