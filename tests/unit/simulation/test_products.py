"""The model of the products says what is wrong: histories of a few postings, each of them right but for one thing."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from simulation.bank.products import Account, Asked, Moved, Products, Terms, month_interest, months_between

BEGAN = datetime(2027, 1, 31, 8, tzinfo=UTC)
ACCOUNTS = {
    "ana": Account("ana", "balance"), "checking": Account("ana", "checking"), "wallet": Account("ana", "wallet"),
    "debit": Account("ana", "debit_card"), "credit": Account("ana", "credit_card", limit=500_00), "goal": Account("ana", "savings_goal"),
    "loan": Account("ana", "loan"), "bens": Account("ben", "checking"),
}  # fmt: skip
TERMS = {"loan": Terms(1000_00, rate=Decimal("6.5")), "goal": Terms(40_00, plan=15_00, since=BEGAN)}


@pytest.fixture
def products():
    return Products(ACCOUNTS, {}, TERMS, {"ana": "BASIC", "ben": "BASIC"})


def moved(kind, source, target, minor, at=BEGAN, name="a posting"):
    return Moved(kind, [name], at, at, [(source, -minor), (target, minor)])


def said(products, *history):
    """What is said of the last of them; the others are right, and those that somebody has to ask for were asked for."""
    found = []
    for number, each in enumerate(history):
        found = list(products.post(each))
        assert not found or number == len(history) - 1
    return " ".join(found)


def asked(products, kind, source, target, minor, **more):
    name = f"{kind} {len(products.asked)}"
    products.asked[name] = Asked(kind, minor)
    return moved(kind, source, target, minor, name=name, **more)


def paid_out():
    return moved("loan.disbursed", "loan", "wallet", 1000_00)


def interest(minor, at):
    return moved("loan.interest", "loan", "bank:interest", minor, at=at)


def test_what_was_asked_for_is_had(products):
    assert not said(products, asked(products, "DEPOSIT_EVENT", "bank:cash", "checking", 40_00))
    assert products.had["checking"] == 40_00


def test_nobody_asked(products):
    assert "asked for by nobody" in said(products, moved("DEPOSIT_EVENT", "bank:cash", "checking", 40_00))


def test_done_twice(products):
    once = asked(products, "wallet.credited", "bank:cash", "wallet", 40_00)
    assert "done twice" in said(products, once, once)


def test_another_amount_than_was_asked_for(products):
    products.asked["a posting"] = Asked("card.paid", 41_00)
    assert "4100 was asked for" in said(products, moved("card.paid", "bank:cash", "credit", 40_00))


def test_money_that_goes_where_it_may_not(products):
    assert "moves 4000 of checking" in said(products, asked(products, "wallet.credited", "bank:cash", "checking", 40_00))


def test_more_than_there_is(products):
    assert "leaves -4000" in said(products, asked(products, "balance.debited", "ana", "bank:cash", 40_00))


def test_a_credit_card_before_its_ten_transactions(products):
    bought = [asked(products, "card.save", "bank:cash", "debit", 1_00) for _ in range(9)]
    assert "after 9 transactions" in said(products, *bought, asked(products, "card.purchase", "credit", "bank:settlement", 5_00))


def test_the_opening_is_a_hundred_once(products):
    opening = Moved("balance.opened", ["an opening"], BEGAN, BEGAN, [("ana", 100_00), ("bank:promotions", -100_00)])
    assert "for the 2. time" in said(products, opening, opening)


@pytest.mark.parametrize(("minor", "day", "right"), [(5_42, 28, True), (5_43, 28, False), (5_42, 27, False)])
def test_a_month_of_interest(products, minor, day, right):
    assert bool(said(products, paid_out(), interest(minor, datetime(2027, 2, day, 8, tzinfo=UTC)))) is not right


def test_interest_that_never_came(products):
    said(products, paid_out())
    assert list(products.missing(datetime(2027, 3, 31, 9, tzinfo=UTC))) == ["the loan loan bore interest for 0 months of 2"]


@pytest.mark.parametrize(("amounts", "right"), [([15_00, 15_00, 10_00], True), ([15_00, 15_00, 15_00], False), ([14_00], False)])
def test_a_plan_pays_in_up_to_the_target(products, amounts, right):
    plan = [
        moved("goal.contributed", "wallet", "goal", minor, at=datetime(2027, 4 + at, 30, 8, tzinfo=UTC))
        for at, minor in enumerate(amounts)
    ]
    assert bool(said(products, paid_out(), *plan)) is not right


def test_a_plan_pays_in_once_a_month(products):
    early = moved("goal.contributed", "wallet", "goal", 15_00, at=datetime(2027, 2, 27, 8, tzinfo=UTC))
    assert "is the 1. by plan" in said(products, paid_out(), early)


def test_a_goal_gives_all_of_it_back(products):
    saved = asked(products, "goal.contributed", "wallet", "goal", 20_00)
    closed = Moved("goal.closed", ["closing"], BEGAN, BEGAN, [("wallet", 19_00), ("goal", -19_00)])
    assert "something else was saved" in said(products, paid_out(), saved, closed)


def test_nobody_sends_more_than_their_level_allows(products):
    lot = asked(products, "DEPOSIT_EVENT", "bank:cash", "checking", 5000_00)
    assert "at level BASIC" in said(products, lot, asked(products, "transfer.completed", "checking", "bens", 250_01))


def test_months_end_with_the_month():
    assert months_between(BEGAN, datetime(2027, 2, 28, 8, tzinfo=UTC)) == 1
    assert months_between(BEGAN, datetime(2027, 3, 30, 9, tzinfo=UTC)) == 1
    assert month_interest(1200_50, Decimal(12)) == 12_00  # a half, to the even one
