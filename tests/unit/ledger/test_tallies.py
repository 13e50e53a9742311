"""What went through an account lately: exact by the hour for a day, by the day for a week, and never more than a few dozen numbers."""

from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.model import Account
from chalicelib.ledger.posting import Draft, Leg, bank_leg
from chalicelib.ledger.rules import apply
from chalicelib.ledger.store import to_account
from chalicelib.ledger.tallies import added, in_last, on_day, to_item, to_model

NOW = clock.from_text("2026-11-27T10:20:00.000Z")
ACCOUNT = Account("ana", "a1", "test", "USD", "credit", "OPEN", "2026", posted_minor=10**6)


def history(*entries: tuple[float, int]) -> dict:
    """So many hours before now, so much."""
    tallies: dict = {}
    for hours, minor in sorted(entries, reverse=True):
        tallies = added(tallies, {"out": minor}, clock.to_text(NOW - timedelta(hours=hours)))
    return tallies


class TestTallies:
    @pytest.mark.parametrize(
        ("ago", "hours", "found"),
        [
            (0, 1, True), (1, 1, True), (1.5, 1, False), (24, 24, True), (25, 24, False), (25, 72, True), (72, 72, True), (97, 72, False),
            (7 * 24, 7 * 24, True), (8 * 24, 7 * 24, False),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("later", [(), ((0, 7),)], ids=["as it was", "after another"])
    def test_tell_what_lies_in_a_window(self, ago, hours, found, later):
        tallies = history((ago, 500), *later)
        expected = [(1, 500)] * found + [(1, 7)] * len(later)
        assert in_last(tallies, "out", hours, NOW) == (len(expected), sum(minor for _, minor in expected))

    def test_are_by_name(self):
        tallies = added(history((0, 500)), {"cashIn": 3, "nearReport": 3}, clock.to_text(NOW))
        assert [in_last(tallies, name, 1, NOW) for name in ("out", "cashIn", "nearReport", "none")] == [
            (1, 500),
            (1, 3),
            (1, 3),
            (0, 0),
        ]

    def test_tell_of_a_day_whether_it_lies_by_hours_or_whole(self):
        tallies = history((0, 1), (11, 20), (30, 300), (40, 4_000))
        assert [on_day(tallies, "out", f"2026-11-2{day}") for day in (7, 6, 5)] == [(1, 1), (2, 320), (1, 4_000)]

    def test_stay_few_however_much_goes_through(self):
        tallies = history(*((quarter / 4, 1) for quarter in range(4 * 24 * 30)))
        assert len(tallies) <= 24 + 1 + 8 and in_last(tallies, "out", 24, NOW) == (98, 98)

    def test_come_back_from_their_item(self):
        tallies = history((0, 1), (30, 300))
        assert to_model(to_item(tallies)) == tallies

    def test_are_written_with_the_posting_that_says_them_and_no_other(self):
        legs = (Leg("a1", -500, "USD", "ana"), bank_leg("cash", 500, "USD"))
        counting = apply(ACCOUNT, Draft(legs, tallies={"a1": {"out": 500}, "b2": {"out": 9}}), clock.to_text(NOW))
        assert counting.in_last(1, "out", NOW) == (1, 500)
        assert apply(counting, Draft(legs), clock.to_text(NOW)).tallies == counting.tallies

    def test_are_none_of_an_account_from_before(self):
        item = {"owner_id": "ana", "account_id": "a1", "product": "test", "currency": "USD", "normal_side": "credit", "status": "OPEN", "opened_at": "2026"}  # fmt: skip
        assert to_account(item).in_last(24, "out", NOW) == (0, 0)
