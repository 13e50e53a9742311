"""The people: they register, then do one thing after the other, dream, plan, and come back days later."""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from simulation.bank.api import Request, ask
from simulation.bank.customer import ASK_BACK, OWN, Customer
from simulation.bank.errands import Errand
from simulation.bank.plans import PLANS
from simulation.bank.wants import GIVING, WANTS, Lacks, Want

if TYPE_CHECKING:
    from simulation.bank.town import Town

_DAY = 86_400.0
_LOOKING = (
    "looks",
    "looks",
    "looks",
    "looks at what is anothers",
    "wants what is anothers",
    *(name for name in WANTS if name.startswith("is looked at by")),
)
_SETTLED = ("opens an account", "pays in a lot", "opens another account", "opens a wallet", "credits the wallet with a lot")


class Person(Customer):
    """A customer with wishes of their own."""

    def __init__(self, name: str, number: int, town: "Town") -> None:
        super().__init__(name, number, town)
        self.dream = self.pick("dreams of", town.dreams)

    def live(self) -> None:
        self.register()
        if self.world.decisions.happens(self.about("opens an account at once"), 0.7):
            self.insist(self.about("opens an account"), self.opened(WANTS["opens an account"](self)))  # type: ignore[arg-type]
        leaves = self.pick("is away before", tuple(range(1, self.town.wants_each + 1)))
        while self.wanted < self.town.wants_each:
            self.wanted += 1
            if self.wanted == leaves:
                self._be_away()
            if not self.world.decisions.happens(self.about("is wanted"), 1.0):
                continue
            if self.world.decisions.happens(self.about("comes days later"), 0.1):
                self.world.sleep(self.world.decisions.between(self.about("waits days"), _DAY / 24, self.world.days / 4 * _DAY))
            else:
                self.world.sleep(self.world.decisions.between(self.about("waits"), 0.01, 60))
            if not self.has("DEBIT"):
                self.find_cards()
            if self.world.decisions.happens(self.about("looks, too"), 0.4):
                self._look()
            if self.world.decisions.happens(self.about("comes with a plan"), 0.12):
                with suppress(Lacks):
                    self._follow(PLANS[self.pick("plan", tuple(PLANS))](self))
            elif wanted := self._wish():
                self.have(wanted)

    def _be_away(self) -> None:
        """For weeks or months, in which everything else goes on."""
        if self.world.decisions.happens(self.about("is away"), 0.9):
            self.world.sleep(
                self.world.decisions.between(self.about("is away for"), self.world.days / 3 * _DAY, self.world.days * _DAY)
            )

    def settle(self) -> None:
        """Comes to have what most errands take, as somebody who has been with the bank for years."""
        self.register()
        self.town.know_well(self)
        for name in _SETTLED:
            self.have(WANTS[name](self))  # type: ignore[arg-type]
            self.wanted += 1

    def newcomer(self, name: str) -> "Person":
        """Somebody who has not registered yet."""
        newcomer = Person(name, len(self.town.customers) + 1, self.town)
        self.town.customers.append(newcomer)
        return newcomer

    def run(self, errand: Errand) -> None:
        """An errand. That something lacks for it is a mistake of its own, unless it may lie in the weather."""
        self.world.tell(f"{self.name} comes: {errand.told}")
        for each in self.town.customers:
            each.find_cards()
        try:
            self._follow(errand.steps(self))
        except Lacks as lacking:
            if self.town.calm:
                self.world.broken(f"{self.name} comes, {errand.told}, and lacks {lacking.thing}")

    def _follow(self, steps: Iterable[Want]) -> None:
        """One want after the other. Raises Lacks, where something does for the next."""
        for wanted in steps:
            self.have(wanted)
            self.wanted += 1

    def _look(self) -> None:
        """At something of theirs; or staff look at something."""
        try:
            looking = WANTS[self.pick("who looks", _LOOKING)](self)
        except Lacks:
            return
        self.insist(self.about("looks"), self.opened(looking))  # type: ignore[arg-type]

    def finish(self) -> None:
        """What is not known is asked for until it is, now that everything works; what was answered is answered so again."""
        self.wanted += 1
        for number, case in enumerate(self.cases):
            if case.answer is not None and (case.want.act or not case.want.keyed or case.answer.code in ASK_BACK):
                continue
            if case.answer is not None and case.since < self.town.forgotten:
                continue
            before, case.answer = case.answer, None
            self.insist(f"{self.name}, in the end, {number}", case)
            if case.answer is None:  # asked too often, perhaps: of that one hears the end later
                self.world.sleep(_DAY)
                self.insist(f"{self.name}, in the end, a day later, {number}", case)
            if case.answer is None:
                self.world.broken(f"{self.name} never came to know whether she {case.want.told}")
            elif before is not None and case.request.method != "GET" and not before.may_become(case.answer):
                self.world.broken(f"{self.name}, who {case.want.told}, was told {before}, and later {case.answer}")

        body, path = {"reason": "It is over"}, f"/admin/customers/{self.user_id}/unfreeze"
        self.surely(Want("is thawed for good", "POST", path, body, role="support", keyed=False))

    def register(self) -> None:
        person = {
            "name": self.name, "lastName": "Sample", "email": self.email, "password": self.passwords[0],
            "documentNumber": f"DOC-{self.name}",
        }  # fmt: skip
        if path := "" if self.town.on_errands else self.pick("registers at", ("", "/api/v1/auth/register")):
            person = {"firstName": person.pop("name"), **person, "phone": self.phone}
            del person["documentNumber"]
        answer = self.surely(Want("registers", "POST", path or "/register", person, {"challenge": "challengeId"}, role="nobody"))
        if path:  # which tells nobody who has the address; whoever it was told can log in
            login = {"email": self.email, "password": self.passwords[0]}
            answer = self.surely(Want("logs in first", "POST", "/login", login, role="nobody", keyed=False))
        self.user_id = answer.body["userId"]
        if self.world.decisions.happens(self.about("is from before the pepper"), 0.2):
            self.town.hash_as_once(self.email, self.passwords[0])
        if self.world.decisions.happens(self.about("is known since years ago"), 0.4):
            self.town.know_well(self)
        self.cases.clear()  # its own key is the address: a second try is told that somebody has it

    def find_cards(self) -> None:
        answer = ask(self.world, self.about("looks for cards"), Request("GET", "/cards"), self.asking(OWN))
        if answer is not None and answer.accepted:
            for card in answer.body["items"]:
                self.things[card["type"]] = [card["cardId"]]

    def _wish(self) -> Want | None:
        """What brings a dream nearer, or anything that can be had."""
        if self.world.decisions.happens(self.about("dreams"), 0.8) and (found := self.towards(self.dream, ())):
            return found
        possible = []
        for name in self.town.wants:
            try:
                possible.append(WANTS[name](self))
            except Lacks:
                continue
        wishes = tuple(filter(None, possible))
        return wishes[self.pick("what", tuple(range(len(wishes))))]

    def towards(self, name: str, on_the_way: tuple[str, ...]) -> Want | None:
        """What is wanted, or else what gives what it takes; on the way to something else `on_the_way` names that."""
        try:
            found = WANTS[name](self)
            if not on_the_way:
                self.dream = self.pick("dreams next of", self.town.dreams)
            return found
        except Lacks as lacking:
            ways = (each for each in GIVING[lacking.thing] if each not in on_the_way)
            return next((found for way in ways if (found := self.towards(way, (*on_the_way, name)))), None)
