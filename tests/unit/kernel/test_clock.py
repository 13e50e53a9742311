"""Times as text sort as times, and only times with an offset are read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel import clock

MOMENTS = st.datetimes(timezones=st.just(UTC))


class TestToText:
    def test_is_utc_with_milliseconds(self):
        bogota = datetime(2026, 11, 21, 1, 47, 12, 345_678, timezone(timedelta(hours=-5)))
        assert clock.to_text(bogota) == "2026-11-21T06:47:12.345Z"

    def test_writes_the_year_in_four_digits(self):
        assert clock.to_text(datetime(7, 1, 2, tzinfo=UTC)) == "0007-01-02T00:00:00.000Z"

    @settings(deadline=None)
    @given(MOMENTS, MOMENTS)
    def test_text_order_is_time_order(self, one, other):
        if clock.to_text(one) < clock.to_text(other):
            assert one < other

    @settings(deadline=None)
    @given(MOMENTS)
    def test_is_read_again(self, moment):
        assert clock.from_text(clock.to_text(moment)) == moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class TestFromText:
    @pytest.mark.parametrize("text", ["2026-11-21T06:47:12Z", "2026-11-21T01:47:12-05:00", "2026-11-21T06:47:12.000+00:00"])
    def test_reads_any_offset(self, text):
        assert clock.from_text(text) == datetime(2026, 11, 21, 6, 47, 12, tzinfo=UTC)

    def test_reads_fractions_and_small_letters(self):
        assert clock.from_text("2026-11-21t06:47:12.123456789z") == datetime(2026, 11, 21, 6, 47, 12, 123456, UTC)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "now",
            "2026-11-21",
            "2026-11-21T06:47:12",
            "2026-02-30T00:00:00Z",
            "1764000000",
            "20261121T06Z",
            "2026-W01-1T00:00:00Z",
            "2026-11-21T06:47:12+00:00:30",
            "2026-11-21T06:47Z",
            "2026-11-21 06:47:12Z",
            "2026-11-21T06:47:12,5Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T06:47:12+25:00",
            "2026-11-21T06:47:12Z\n",
            "２026-11-21T06:47:12Z",
        ],
    )
    def test_refuses_what_has_no_date_time_and_offset(self, text):
        with pytest.raises(ValueError):
            clock.from_text(text)


def test_in_days_is_what_a_ttl_wants():
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.epoch_seconds_after(moment, days=30) - clock.epoch_seconds(moment) == 30 * 86_400


class TestZone:
    def test_is_that_of_the_iana(self):
        winter = datetime(2026, 1, 1, tzinfo=UTC)
        assert winter.astimezone(clock.zone("America/Bogota")).hour == 19
        assert winter.astimezone(clock.zone("UTC")).hour == 0

    @pytest.mark.parametrize(
        "name", ["", "Mars/Olympus", "America", "../../etc/passwd", "/etc/passwd", "America/../UTC", "zone.tab", "posixrules"]
    )
    def test_refuses_what_is_none(self, name):
        with pytest.raises(ValueError, match="time zone"):
            clock.zone(name)
