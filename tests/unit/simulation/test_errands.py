"""Errands: each comes to its end in calm weather, and what must hold holds in any."""

import os
import time

import pytest

from simulation.bank.errands import ERRANDS, of_seed
from simulation.bank.errands.errand import Errand
from simulation.bank.scenario import ERRANDS as SCENARIO
from simulation.bank.scenario import furnished
from simulation.bank.wants import Lacks, Want
from simulation.run import run
from simulation.world import World

FRESH = int(os.environ.get("FRESH_SEED") or time.time_ns() // 1_000_000_000 * 1000)


@pytest.mark.parametrize("seed", SCENARIO.fixed)
def test_what_must_hold_holds_on_an_errand(seed):
    assert run(SCENARIO, seed).failure is None


def test_what_must_hold_holds_on_errands_that_never_ran():
    print(f"FRESH_SEED={FRESH}")  # pytest shows it when one fails
    for seed in range(FRESH, FRESH + 40):
        assert run(SCENARIO, seed).failure is None, f"make simulate SCENARIO=errands SEED={seed}"


def test_a_seed_says_which_errand_and_in_what_weather():
    first, second = list(ERRANDS)[:2]
    assert of_seed(first * 10 + 4) == (ERRANDS[first], True)
    assert of_seed(second * 10 + 5) == (ERRANDS[second], False)


def played(steps, calm=True):
    world = World(0)
    with world.entered(), furnished(world, on_errands=True) as town:
        town.play_errand(Errand(0, "tries", steps, (0,)), calm=calm)
    return world.failure or ""


def test_an_errand_that_lacks_something_is_a_mistake_in_calm_weather():
    def lacking(me):
        yield Want("looks", "GET", "/me")
        raise Lacks("courage")

    assert "lacks courage" in played(lacking)
    assert played(lacking, calm=False) == ""


def test_what_is_granted_is_done_at_once():
    def overdrawing(me):
        yield Want("takes it all", "POST", f"/wallet/{me.need('wallet')}/debit", {"amount": "9000000.00"}, granted=True)

    assert "who takes it all, hears" in played(overdrawing)


def test_who_is_quicker_is_heard_while_the_other_is_on_its_way():
    heard = []

    def racing(me):
        wallet = f"/wallet/{me.need('wallet')}/debit"
        first = Want("is quicker", "POST", wallet, {"amount": "1500.00"}, granted=True)
        me.world.wire.weather.aim("ledger.operations.post._write", me.quick(first))
        yield Want("takes most of it", "POST", wallet, {"amount": "1400.00"}, refused="insufficient_funds")
        heard.append(me.heard.status)

    assert (played(racing), heard) == ("", [422])


def test_an_aim_meets_calls_of_one_site_in_turn():
    def unlucky(me):
        me.world.wire.weather.aim("ledger.operations.post._write", None, "answer lost")
        wallet = f"/wallet/{me.need('wallet')}/debit"
        yield Want("takes a little", "POST", wallet, {"amount": "1.00"}, granted=True)
        yield Want("takes a little more", "POST", wallet, {"amount": "2.00"})
        assert [line for _, line in me.world.story if "answer gets lost" in line]

    assert played(unlucky) == ""
