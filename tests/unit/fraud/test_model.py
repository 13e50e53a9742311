"""Who is blocked, however they write themselves."""

import pytest

from chalicelib.fraud.model import check_merchant, is_blocked
from chalicelib.fraud.public import MerchantBlocked, screen_merchant

BLOCKED = ("evil casino", "straße")


class TestBlocked:
    @pytest.mark.parametrize(
        "merchant", ["Evil  Casino", "evil\u200bcasino", "ｅｖｉｌ ｃａｓｉｎｏ", "ev\u0456l casino", "STRASSE", "straße"]
    )
    def test_is_who_looks_like_a_blocked_one(self, merchant):
        assert is_blocked(merchant, BLOCKED)

    @pytest.mark.parametrize("merchant", ["Bookshop", "Casino", "Evil Casino Hotel", "東京書店"])
    def test_is_nobody_else(self, merchant):
        assert not is_blocked(merchant, BLOCKED)

    @pytest.mark.parametrize("merchant", ["", "★", "\u200b"])
    def test_is_who_cannot_be_compared(self, merchant):
        assert is_blocked(merchant, BLOCKED) and is_blocked(merchant, ())

    def test_a_name_on_the_list_that_cannot_be_compared_lets_nobody_through(self):
        with pytest.raises(ValueError):
            is_blocked("Bookshop", ("evil casino", "★"))


class TestScreenMerchant:
    @pytest.fixture(autouse=True)
    def _blocked(self, monkeypatch):
        monkeypatch.setenv("BLOCKED_MERCHANTS", "evil casino| |straße|")

    def test_names_who_is_blocked(self):
        with pytest.raises(MerchantBlocked, match="EVIL CASINO") as blocked:
            screen_merchant("EVIL CASINO")
        assert (blocked.value.status, blocked.value.code) == (422, "merchant_blocked")

    def test_lets_everyone_else_through(self):
        screen_merchant("Bookshop")


class TestCheckMerchant:
    @pytest.mark.parametrize("merchant", ["Bookshop", "7", "東京", "www.shop.example"])
    def test_takes_names(self, merchant):
        check_merchant(merchant)

    @pytest.mark.parametrize("merchant", ["★", "…", "a\u202eb", ""])
    def test_refuses_what_could_not_be_compared(self, merchant):
        with pytest.raises(ValueError):
            check_merchant(merchant)
