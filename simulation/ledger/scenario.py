"""A run of the ledger alone: a few people, a few accounts, and everything at once."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel import clock, ids
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from simulation.ledger.books import Books
from simulation.ledger.model import Model, ModelAccount
from simulation.ledger.people import KINDS, NAMES, Bank, Person
from simulation.ledger.products import CURRENCY, Party
from simulation.ledger.requests import Request, ask
from simulation.scenarios import Played, Scenario
from simulation.sites import within

if TYPE_CHECKING:
    from simulation.world import World

_FINE, _UNLUCKY, _ROUND_TRIPS = 0.1, 0.7, 8
ACCOUNTS = ("Ana's account", "Ben's account", "the shared account", "the credit line")


def play(world: "World") -> Played:
    decisions = world.decisions
    model = Model(0)
    parties = _open(world, model)
    books = Books(world, parties, model)
    world.doubles["dynamodb"].page_items = decisions.pick("items a page", (None, None, 1, 3))
    if decisions.fraction("everything works") < _FINE:
        world.weather_ends()
        books.promptest = _ROUND_TRIPS * world.wire.weather.slowest
    elif decisions.fraction("misfortunes seldom come singly") < _UNLUCKY:
        world.wire.weather.misfortune = decisions.between("misfortune", 0.01, 0.15)
    requests = decisions.pick("requests", (10, 5, 15, 20))
    kinds = tuple(kind for kind in KINDS if decisions.fraction(f"{kind} is asked for") < 0.7) or KINDS
    bank = Bank(world, parties, books, decisions.pick("longest pause", (20.0, 0.02, 0.2, 2.0)), kinds)
    _pay_in(bank)
    people = 1 + int(decisions.fraction("people") * len(NAMES))
    persons = [Person(name, bank, list(range(at, requests, people))) for at, name in enumerate(NAMES[:people])]
    _all(world, "", [person.live for person in persons])
    world.weather_ends()
    _all(world, "in the end, ", [person.finish for person in persons])
    if world.failure is None:
        books.at_rest()
    return Played(books.checks, {**bank.counts, **books.unknown()})


def _open(world: "World", model: Model) -> list[Party]:
    """Two to four accounts, the first two of one owner; the last is one that owes."""
    count = world.decisions.pick("accounts", (2, 3, 4))
    owners = [ids.new_id() for _ in range(3)]
    parties = []
    for at, name in enumerate(ACCOUNTS[:count]):
        account = ledger.Account(
            owners[max(0, at - 1)], ids.new_id(), "test", CURRENCY, "credit", "OPEN", clock.to_text(world.now())
        )
        if at == 3:
            account = replace(account, normal_side="debit", floor_minor=-200, ceiling_minor=0)
        if at == 2 and world.decisions.happens("the shared account is opened later", 0.3):
            account = replace(account, status="PENDING")
        dynamo.transact(ledger.opening(account))
        model.accounts[name] = ModelAccount(account.floor_minor, account.ceiling_minor, pending=account.status == "PENDING")
        parties.append(Party(name, account.key))
    return parties


def _pay_in(bank: Bank) -> None:
    for party in bank.parties[:2]:
        request = Request(f"{party.name} at first", "the bank", "deposit", party, 100)
        case, call = bank.books.opened(request), request.call(bank.world.now(), "at first")
        bank.books.asks(case, call)
        bank.books.answered(case, call, ask(request, call))
        bank.postings.append((party, request.key.scope))


def _all(world: "World", prefix: str, lives: list) -> None:  # type: ignore[type-arg]
    """Lets everybody live to the end, and everything that was begun come to one."""
    tasks = [world.start(f"{prefix}{life.__self__.name}", life) for life in lives]
    world.scheduler.run()
    if world.failure is None:
        for task in tasks:
            task.promise.value()


# Lists are other contexts' to ask for.
_NOT_ASKED_FOR = {
    "ledger.journal.find_entry", "ledger.journal.newest_entries",
    "ledger.store.holds_of", "ledger.journal.entries_at",
    "ledger.journal.stretch",
}  # fmt: skip
_NOTICING = (4014, 5653)  # a guard that none of the first ones does
LEDGER = Scenario("ledger", play, lambda: within("ledger.", but=_NOT_ASKED_FOR), fixed=(*range(2000), *_NOTICING))
