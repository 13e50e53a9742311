"""What a customer is told of their limits, before and after something was sent."""

from datetime import timedelta

import pytest

from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.limits.public import Spending, spent
from chalicelib.platform import dynamo
from tests.support.accounts import Saver, consenting, standing
from tests.support.api import Caller, staff
from tests.support.calls import calls

pytestmark = pytest.mark.usefixtures("emulator")
LIMITS, TRANSFER = "/api/v1/transactions/limits", "/api/v1/transactions/transfer"
NAMES = ("perTransfer", "perDay", "usedToday", "leftToday")


def told(of: Caller, currency: str = "USD") -> dict:
    answer = of.get(LIMITS)
    assert answer.status == 200
    return next(each for each in answer["currencies"] if each["currency"] == currency)


def figures(of: Caller, currency: str = "USD") -> tuple[str, ...]:
    return tuple(told(of, currency)[name] for name in NAMES)


def send(payer: Saver, amount: str, currency: str = "USD") -> int:
    source, target = payer.open(balance=amount, currency=currency), standing().open(currency=currency)
    body = {"fromAccountId": source, "toAccountId": target, "amount": amount}
    return consenting(payer, TRANSFER, body).status


def test_nothing_may_be_sent_by_who_is_not_known_and_the_levels_say_what_could():
    unknown = Saver()
    with calls() as made:
        assert unknown.get(LIMITS)["level"] == "NONE"
    assert made == ["BatchGetItem"]
    assert figures(unknown) == ("0.00", "0.00", "0.00", "0.00")
    assert told(unknown)["levels"] == [
        {"level": "BASIC", "perTransfer": "250.00", "perDay": "1000.00"},
        {"level": "FULL", "perTransfer": "10000.00", "perDay": "25000.00"},
        {"level": "ENHANCED", "perTransfer": "100000.00", "perDay": "250000.00"},
    ]


def test_what_was_sent_is_used_in_its_own_currency():
    ada = standing("BASIC")
    assert ada.get(LIMITS)["level"] == "BASIC"
    assert (figures(ada), figures(ada, "JPY")) == (("250.00", "1000.00", "0.00", "1000.00"), ("40000", "150000", "0", "150000"))
    assert send(ada, "100.50") == 201
    assert (figures(ada), figures(ada, "JPY")) == (("250.00", "1000.00", "100.50", "899.50"), ("40000", "150000", "0", "150000"))
    assert send(ada, "5000", "JPY") == 201
    assert (figures(ada), figures(ada, "JPY")) == (
        ("250.00", "1000.00", "100.50", "899.50"),
        ("40000", "150000", "5000", "145000"),
    )


def test_between_own_accounts_nothing_is_used():
    ada = standing("BASIC")
    source, target = ada.open(balance="50.00"), ada.open()
    assert ada.post(TRANSFER, {"fromAccountId": source, "toAccountId": target, "amount": "50.00"}).status == 201
    assert told(ada)["usedToday"] == "0.00"


def test_a_day_is_the_customers():
    ada = standing("BASIC")
    dynamo.write(identity.describing(ada.email, ada.user_id, timezone="Asia/Kathmandu"))
    assert told(ada)["resetsAt"][-13:] == "18:15:00.000Z"
    assert send(ada, "20.00") == 201
    assert (told(ada)["usedToday"], told(ada)["resetsAt"][-13:]) == ("20.00", "18:15:00.000Z")


def test_of_the_day_before_nothing_is_used():
    ada, now = standing("BASIC"), clock.now()
    dynamo.write(spent(Spending(ada.user_id, "USD").plus(2000, "BASIC", now - timedelta(days=1), "")))
    assert told(ada)["usedToday"] == "0.00"
    assert now < clock.from_text(told(ada)["resetsAt"]) <= now + timedelta(days=1)


def test_who_falls_to_a_lower_level_has_nothing_left_and_no_less():
    ada = standing("FULL")
    assert send(ada, "900.00") == 201
    assert send(ada, "900.00") == 201
    dynamo.write(identity.describing(ada.email, ada.user_id, kyc_until=clock.to_text(clock.now())))
    assert figures(ada) == ("250.00", "1000.00", "1800.00", "0.00")


def test_another_ones_row_gives_no_level():
    ada = standing("FULL")
    assert Saver(email=ada.email).get(LIMITS)["level"] == "NONE"


def test_a_currency_without_a_figure_is_none_until_the_stage_sets_one(monkeypatch):
    ada = standing("FULL")
    assert [each["currency"] for each in ada.get(LIMITS)["currencies"]] == ["USD", "COP", "EUR", "JPY", "KWD"]
    monkeypatch.setenv("DAILY_LIMIT_FULL", "CHF=20.00")
    monkeypatch.setenv("TRANSFER_LIMIT_FULL", "CHF=5.00")
    assert figures(ada, "CHF") == ("5.00", "20.00", "0.00", "20.00")


def test_staff_send_nothing():
    assert staff("operations").get(LIMITS).status == 403
