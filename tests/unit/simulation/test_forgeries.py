"""Forgeries change nothing, and where nobody asked who vouches for them they would."""

import pytest

from chalicelib.loans import consumers as loans
from chalicelib.platform import consumers
from simulation.bank.errands.errand import Errand
from simulation.bank.scenario import furnished
from simulation.bank.wants import WANTS, Want
from simulation.world import World

OF_NOBODY, OF_ANOTHER, OF_AN_OLD_LETTER = "nobody's", "that of another order", "that of what was sent again"


def forged(want, choice):
    """What does not hold after somebody's forgery, and what became of it."""

    def steps(me):
        picked, me.pick = me.pick, lambda what, options: choice if choice in options else picked(what, options)
        yield WANTS[want](me)
        assert me.town.forged

    def borrowing(me):
        body = {"walletId": me.need("wallet"), "amount": "350.00", "interestRate": "6.5", "termMonths": 12}
        yield Want("applies for a loan", "POST", "/loan", body, {"loan": "loanId"}, granted=True)
        yield from steps(me)

    world = World(0)
    with world.entered(), furnished(world, on_errands=True) as town:
        town.play_errand(Errand(0, "forges", borrowing if choice == "loan" else steps, (0,)), calm=True)
    return world.failure or ""


@pytest.mark.parametrize("name", [OF_NOBODY, OF_ANOTHER, OF_AN_OLD_LETTER])
def test_an_order_that_nobody_vouches_for(name, monkeypatch):
    assert forged("forges an order", name) == ""
    monkeypatch.setattr(consumers, "_vouch", lambda message: None)
    assert forged("forges an order", name)


def test_an_event_of_a_loan(monkeypatch):
    assert forged("forges an event", "loan") == ""
    monkeypatch.setattr(loans, "check_event", lambda event: None)
    assert forged("forges an event", "loan")
