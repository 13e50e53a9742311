"""What a customer's preferences mean for one message: where it goes and when."""

from datetime import UTC, datetime, time

import pytest

from chalicelib.notifications.catalogue import KINDS, Kind, kind_of
from chalicelib.notifications.preferences import UNLESS_SAID, Preferences, QuietHours
from tests.unit.notifications.samples import TEMPLATES

MONEY, SECURITY, LEGAL = Kind("transactions"), Kind("security", at_once=True), Kind("legal")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def quiet(start: str = "22:00", end: str = "07:00", zone: str = "UTC") -> QuietHours:
    return QuietHours(time.fromisoformat(start), time.fromisoformat(end), zone)


class TestTheCatalogue:
    def test_has_every_template_and_no_other(self):
        written = {path.name.removesuffix(".html") for path in (TEMPLATES / "en").glob("*.html") if path.name[0] != "_"}
        assert set(KINDS) == written

    def test_knows_which_have_a_text_for_sms(self):
        for locale in ("en", "es"):
            written = {path.name.removesuffix(".sms.txt") for path in (TEMPLATES / locale).glob("*.sms.txt")}
            assert {name for name, kind in KINDS.items() if kind.sms} == written

    def test_takes_a_template_that_it_does_not_know_for_one_about_the_account(self):
        assert kind_of("BRAND.NEW") == Kind("account")


class TestWants:
    @pytest.mark.parametrize("category", ["security", "legal"])
    def test_locked_categories_always(self, category):
        off = {each: {"email": False, "sms": False, "push": False} for each in UNLESS_SAID}
        assert Preferences(off).wants(category, "sms")
        assert not Preferences(off).wants("account", "email")

    def test_no_advertising_of_who_never_asked(self):
        assert not Preferences().wants("marketing", "email")
        assert Preferences().wants("transactions", "email") and not Preferences().wants("transactions", "sms")


class TestQuietHours:
    @pytest.mark.parametrize(
        ("now", "end"),
        [
            ("2026-11-27T21:59:59Z", None),
            ("2026-11-27T22:00:00Z", "2026-11-28T07:00:00Z"),
            ("2026-11-28T00:30:00Z", "2026-11-28T07:00:00Z"),
            ("2026-11-28T06:59:59Z", "2026-11-28T07:00:00Z"),
            ("2026-11-28T07:00:00Z", None),
        ],
    )
    def test_wrap_midnight(self, now, end):
        assert quiet().end_after(at(now)) == (at(end) if end else None)

    def test_within_a_day(self):
        hours = quiet("13:00", "15:00")
        assert hours.end_after(at("2026-11-27T14:00:00Z")) == at("2026-11-27T15:00:00Z")
        assert hours.end_after(at("2026-11-27T16:00:00Z")) is None

    def test_are_by_the_customers_clock(self):
        assert quiet(zone="America/Bogota").end_after(at("2026-11-28T04:00:00Z")) == at("2026-11-28T12:00:00Z")

    @pytest.mark.parametrize(
        ("hours", "now", "end"),
        [
            # New York, 8 March 2026: 02:00 becomes 03:00.
            (quiet("22:00", "07:00", "America/New_York"), "2026-03-08T04:00:00Z", "2026-03-08T11:00:00Z"),
            (quiet("22:00", "02:30", "America/New_York"), "2026-03-08T06:59:00Z", "2026-03-08T07:30:00Z"),
            # 1 November 2026: 01:00 to 02:00 comes twice.
            (quiet("22:00", "01:30", "America/New_York"), "2026-11-01T05:45:00Z", "2026-11-01T06:30:00Z"),
            (quiet("01:30", "05:00", "America/New_York"), "2026-11-01T05:45:00Z", "2026-11-01T10:00:00Z"),
        ],
    )
    def test_are_never_shorter_where_clocks_change(self, hours, now, end):
        assert hours.end_after(at(now)) == at(end)


class TestHeldUntil:
    NIGHT, NOON = at("2026-11-28T01:00:00Z"), at("2026-11-28T12:10:00Z")

    def test_what_is_urgent_never(self):
        preferences = Preferences(quiet_hours=quiet(), digest="daily")
        assert preferences.held_until(SECURITY, "email", self.NIGHT) is None

    def test_the_rest_until_the_end_of_the_quiet(self):
        preferences = Preferences(quiet_hours=quiet())
        assert preferences.held_until(MONEY, "push", self.NIGHT) == at("2026-11-28T07:00:00Z")
        assert preferences.held_until(MONEY, "push", self.NOON) is None

    def test_mails_of_optional_categories_until_the_next_digest(self):
        assert Preferences(digest="hourly").held_until(MONEY, "email", self.NOON) == at("2026-11-28T13:00:00Z")
        assert Preferences(digest="daily").held_until(MONEY, "email", self.NOON) == at("2026-11-29T08:00:00Z")
        assert Preferences(digest="daily").held_until(MONEY, "email", self.NIGHT) == at("2026-11-28T08:00:00Z")

    def test_no_push_and_nothing_legal_waits_for_a_digest(self):
        assert Preferences(digest="daily").held_until(MONEY, "push", self.NOON) is None
        assert Preferences(digest="daily").held_until(LEGAL, "email", self.NOON) is None

    def test_a_digest_that_falls_into_the_quiet_until_its_end(self):
        preferences = Preferences(quiet_hours=quiet("12:30", "15:00"), digest="hourly")
        assert preferences.held_until(MONEY, "email", self.NOON) == at("2026-11-28T15:00:00Z")
