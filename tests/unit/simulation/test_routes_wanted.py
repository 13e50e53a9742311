"""The workload draws from every route, method by method: for each there is a want that asks for it, or an errand."""

import itertools
import re
from collections import defaultdict
from contextlib import suppress

import pytest
from chalice.local import RouteMatcher

from app import app
from simulation.bank.api import Request, Who, ask
from simulation.bank.errands import ERRANDS as BY_NUMBER
from simulation.bank.scenario import furnished
from simulation.bank.wants import WANTS, Lacks, Want
from simulation.bank.wants.looking import STAFF_LOOK_AT
from simulation.world import World
from tests.support.one_life import Fate, life

ASKED_BESIDE = {  # by those who play the people, and by no want
    ("POST", "/register"), ("POST", "/api/v1/auth/register"), ("POST", "/api/v1/auth/step-up/{challenge_id}"),
}  # fmt: skip
ON_ERRANDS = {  # alone, by the number of who asks
    ("POST", "/api/v1/auth/step-up/{challenge_id}/resend"): 221,
    ("GET", "/admin/traces/{correlation}"): 514,
    ("HEAD", "/health"): 514,
}
MATCHER = RouteMatcher(list(app.routes))


def route_of(asked: Want | Request) -> tuple[str, str]:
    return asked.method, MATCHER.match_route(asked.path).route


class Anybody:
    """Somebody who has everything, or nothing, and chooses one combination of what there is to choose from."""

    def __init__(self, world: World, has_everything: bool, choice: int) -> None:
        self.world, self.everything, self.choice = world, has_everything, choice
        self.name, self.number, self.wanted, self.user_id, self.email, self.phone = "Ana", 1, 1, "ana", "ana@example.com", "+57"
        self.passwords, self.things = ["x"], defaultdict(lambda: ["one", "ABCDEFGH"])
        self.another = lambda: self
        self.about = lambda what: what
        self.yesterday = lambda: "2027-01-03T08:00:00Z"
        self.link = lambda: "/api/v1/notifications/unsubscribe/x"
        self.code = lambda *of: "123456"

    def has(self, thing):
        return self.everything

    def need(self, thing):
        return {"url": "https://s3/x", "fields": {"key": "x"}} if thing == "place to upload to" else self.things[thing][-1]

    fresh = anothers = need

    def pick(self, what, options):
        self.choice, at = divmod(self.choice, len(options))
        return options[at]


@pytest.fixture
def wanted() -> set[tuple[str, str]]:
    """The routes of all that can be wanted."""
    world, found = World(0), set()
    with world.entered():
        for name, everything, choice in itertools.product(WANTS, (True, False), range(128)):
            with suppress(Lacks):
                anybody = Anybody(world, everything, choice)
                want = WANTS[name](anybody)
                if want is not None and want.path and not anybody.choice:  # what is left of it was had by a smaller one
                    found.add(route_of(want))
    return found


def test_every_route_is_wanted(wanted):
    routes = {(method, path) for path, methods in app.routes.items() for method in methods}
    assert wanted | ASKED_BESIDE | set(ON_ERRANDS) == routes


def test_what_is_asked_in_another_way_is_no_want(wanted):
    assert not (ASKED_BESIDE | set(ON_ERRANDS)) & wanted


@pytest.mark.parametrize("number", sorted(set(ON_ERRANDS.values())))
def test_an_errand_asks_for_it(number):
    world = World(number * 10)
    with world.entered(), furnished(world, on_errands=True) as town:
        town.play_errand(BY_NUMBER[number], calm=True)
        asked = {route_of(case.request) for each in town.customers for case in each.cases if case.request.path}
    assert world.failure is None
    assert {route for route, by in ON_ERRANDS.items() if by == number} <= asked


def test_what_staff_look_at_is_of_their_role():
    with life(Fate(())) as ana:
        ana.becomes_a_customer()
        refused = []
        for role, path in ((role, path) for role, paths in STAFF_LOOK_AT.items() for path in paths):
            filled = re.sub(r"{(\w+)}", lambda found: ana.ana.user_id if found[1] == "user" else "x", path)
            who = Who(ana.town.staff[role, False], f"{role}@bank.example", role)
            asked = Request("GET", filled)
            answer = ana.world.call(path, lambda asked=asked, who=who: ask(ana.world, f"{asked.path}, asked", asked, who))
            if answer.status == 403:
                refused.append((role, path))
        assert refused == []
