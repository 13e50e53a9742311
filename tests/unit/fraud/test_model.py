"""Who is blocked, however they write themselves."""

from dataclasses import asdict

import pytest

from chalicelib.fraud.lists import Entry, places_of
from chalicelib.fraud.model import check_merchant
from chalicelib.fraud.public import MerchantBlocked, admit, rows
from chalicelib.kernel import clock
from chalicelib.ledger.public import Account
from chalicelib.platform.call import Call

MOMENT = clock.from_text("2026-11-27T10:00:00.000Z")
ACCOUNT = Account("ada", "wallet", "wallet", "USD", "credit", "OPEN", "2026-11-20T10:00:00.000Z", posted_minor=10_000)


def read(merchant: str, *blocked: str) -> dict:
    """What a payment to a merchant reads while these names are on the blacklist."""
    entries = [Entry(name, "black", "merchant", name, "Reported", "risk", "2026-11-27T00:00:00.000Z") for name in blocked]
    places = {
        at: {"place": at, each.value: asdict(each)} for each in entries for at in places_of("black", "merchant", each.value)
    }
    return {label: places.get(key.get("place")) for label, (_, key) in rows({"customer": "ada", "merchant": merchant}).items()}


def pay(merchant: str, *blocked: str) -> None:
    admit("payment", "payment", ACCOUNT, 100, read(merchant, *blocked), Call(MOMENT), merchant=merchant)


class TestMerchants:
    @pytest.mark.parametrize(
        "merchant", ["Evil  Casino", "evil\u200bcasino", "ｅｖｉｌ ｃａｓｉｎｏ", "ev\u0456l casino", "STRASSE", "straße"]
    )
    def test_who_looks_like_one_on_the_blacklist_is_not_paid(self, merchant):
        with pytest.raises(MerchantBlocked) as blocked:
            pay(merchant, "evil casino", "straße")
        assert (blocked.value.status, blocked.value.code) == (422, "merchant_blocked") and merchant in blocked.value.detail

    @pytest.mark.parametrize("merchant", ["Bookshop", "Casino", "Evil Casino Hotel", "東京書店"])
    def test_everybody_else_is(self, merchant):
        pay(merchant, "evil casino", "straße")

    @pytest.mark.parametrize("merchant", ["", "★", "\u200b"])
    def test_who_cannot_be_compared_is_not_whatever_the_lists_say(self, merchant):
        with pytest.raises(MerchantBlocked):
            pay(merchant)


class TestCheckMerchant:
    @pytest.mark.parametrize("merchant", ["Bookshop", "7", "東京", "www.shop.example"])
    def test_takes_names(self, merchant):
        check_merchant(merchant)

    @pytest.mark.parametrize("merchant", ["★", "…", "a\u202eb", ""])
    def test_refuses_what_could_not_be_compared(self, merchant):
        with pytest.raises(ValueError):
            check_merchant(merchant)
