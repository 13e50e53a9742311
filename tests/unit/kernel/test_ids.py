"""UUIDv7: made in order, derivable, and carrying their own time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel import clock, ids

MOMENT = datetime(2026, 11, 21, 6, 47, 12, 345_678, UTC)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis wants bounds without


class TestNewId:
    def test_is_a_uuid_of_version_7_and_the_standards_variant(self):
        made = UUID(ids.new_id())
        assert made.version == 7
        assert made.variant == "specified in RFC 4122"

    def test_is_never_made_twice(self):
        assert len({ids.new_id(MOMENT) for _ in range(1_000)}) == 1_000

    def test_sorts_by_time(self):
        made = [ids.new_id(MOMENT + timedelta(milliseconds=step)) for step in range(100)]
        assert made == sorted(made)

    @settings(deadline=None)
    @given(MOMENTS)
    def test_carries_its_millisecond(self, moment):
        made = ids.new_id(moment)
        assert ids.created_at(made) == clock.to_text(moment)
        assert abs(ids.moment_of(made) - moment) < timedelta(milliseconds=2)
        assert ids.is_id(made) and ids.is_time_ordered(made)

    def test_never_rounds_up_to_the_next_second(self):
        assert ids.created_at(ids.new_id(datetime(9998, 7, 1, 0, 0, 0, 999_999, UTC))) == "9998-07-01T00:00:00.999Z"


class TestDerivedId:
    def test_follows_from_time_and_names(self):
        assert ids.derived_id(MOMENT, "a", "b") == ids.derived_id(MOMENT, "a", "b")

    @pytest.mark.parametrize("other", [("a",), ("ab",), ("b", "a"), ("a", "b", ""), ("a", "c")])
    def test_differs_for_other_names(self, other):
        assert ids.derived_id(MOMENT, *other) != ids.derived_id(MOMENT, "a", "b")

    def test_differs_at_another_time_and_carries_it(self):
        later = MOMENT + timedelta(milliseconds=1)
        assert ids.derived_id(later, "a") != ids.derived_id(MOMENT, "a")
        assert ids.created_at(ids.derived_id(later, "a")) == "2026-11-21T06:47:12.346Z"
        assert UUID(ids.derived_id(later, "a")).version == 7


class TestIsId:
    @pytest.mark.parametrize(
        "text",
        [
            None, 7, "", "x", "019AB2C3-7D4E-7A10-8B5C-2F6E9D0A1B3C", "019ab2c37d4e7a108b5c2f6e9d0a1b3c",
            "{019ab2c3-7d4e-7a10-8b5c-2f6e9d0a1b3c}", "019ab2c3-7d4e-7a10-8b5c-2f6e9d0a1b3c\n",
            "019ab2c3-7d4e-7a10-8b5c-2f6e9d0a1b3", "g19ab2c3-7d4e-7a10-8b5c-2f6e9d0a1b3c",
        ],
    )  # fmt: skip
    def test_refuses_every_other_form(self, text):
        assert not ids.is_id(text)

    @pytest.mark.parametrize(
        "text",
        ["019ab2c3-7d4e-4a10-8b5c-2f6e9d0a1b3c", "ffffffff-ffff-7fff-bfff-ffffffffffff", "00000000-0000-0000-0000-000000000000"],
    )
    def test_tells_those_that_carry_no_time_we_can_write(self, text):
        assert ids.is_id(text)
        assert not ids.is_time_ordered(text)
