"""Customers, who ask, ask again, hang up and come back days later; and the staff, who work off what has failed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from simulation.bank.api import GATEWAY_SECONDS, Answer, Request, Who, ask
from simulation.bank.wants import WANTS, Want

if TYPE_CHECKING:
    from simulation.bank.town import Town

_TRIES, _DAY = 6, 86_400.0
Option = TypeVar("Option")


@dataclass
class Case:
    """One thing that somebody wanted, under one key, and what they know of it."""

    want: Want
    request: Request
    who: Who | None
    answer: Answer | None = None


class Customer:
    """One client: registers, then does one thing after the other."""

    def __init__(self, name: str, number: int, town: "Town") -> None:
        self.name, self.number, self.town, self.world = name, number, town, town.world
        self.things: dict[str, list[str]] = {}
        self.cases: list[Case] = []
        self._who: Who | None = None
        self.wanted = 0
        self._tries = 0

    @property
    def user_id(self) -> str:
        assert self._who is not None, "not registered yet"
        return self._who.user_id

    def about(self, what: str) -> str:
        return f"{self.name} {self.wanted} {what}"

    def pick(self, what: str, options: tuple[Option, ...]) -> Option:
        return self.world.decisions.pick(self.about(what), options)

    def has(self, thing: str) -> bool:
        return bool(self.things.get(thing))

    def one_of(self, thing: str) -> str | None:
        return self.pick(f"which {thing}", tuple(reversed(self.things[thing]))) if self.has(thing) else None

    def live(self) -> None:
        self._register()
        for _ in range(self.town.wants_each):
            self.wanted += 1
            if not self.world.decisions.happens(self.about("is wanted"), 1.0):
                continue
            if self.world.decisions.happens(self.about("comes days later"), 0.15):
                self.world.sleep(self.world.decisions.between(self.about("waits days"), _DAY / 24, self.world.days / 4 * _DAY))
            else:
                self.world.sleep(self.world.decisions.between(self.about("waits"), 0.01, 60))
            if not self.has("DEBIT"):
                self._find_cards()
            possible = tuple(found for each in self.town.wants if (found := WANTS[each](self)))
            if possible:
                self._insist(self.about("asks"), self._opened(self.pick("what", possible)))

    def finish(self) -> None:
        """What is not known is asked for until it is, now that everything works; what was answered is answered so again."""
        self.wanted += 1
        for number, case in enumerate(self.cases):
            if case.answer is not None and not case.want.keyed:
                continue
            before, case.answer = case.answer, None
            self._insist(f"{self.name}, in the end, {number}", case)
            if case.answer is None:
                self.world.broken(f"{self.name} never came to know whether she {case.want.told}")
            elif before is not None and case.request.method != "GET" and before != case.answer:
                self.world.broken(f"{self.name}, who {case.want.told}, was told {before}, and later {case.answer}")

    def _register(self) -> None:
        person = {
            "name": self.name, "lastName": "Sample", "email": f"{self.name.lower()}@example.com",
            "password": f"the horse of {self.name.lower()}", "documentNumber": f"DOC-{self.name}",
        }  # fmt: skip
        case = self._opened(Want("registers", "POST", "/register", person))
        self._insist(f"{self.name} registers", case)
        while case.answer is None:
            self.world.sleep(600)
            self._insist(self.about("registers"), case)
        self._who = Who(self.name, case.answer.body["userId"])
        self.cases.clear()  # its own key is the address: a second try is told that somebody has it

    def _find_cards(self) -> None:
        answer = ask(self.world, self.about("looks for cards"), Request("GET", "/cards"), self._who)
        if answer is not None and answer.accepted:
            for card in answer.body["items"]:
                self.things.setdefault(card["type"], [card["cardId"]])

    def _opened(self, want: Want) -> Case:
        key = "" if want.method == "GET" else f"{self.name}-{self.wanted}"
        who = self._who if want.role == "customer" else Who(want.role, self.town.staff[want.role], want.role)
        case = Case(want, Request(want.method, want.path, want.body, key), who)
        self.cases.append(case)
        return case

    def _insist(self, name: str, case: Case) -> None:
        for number in range(1, _TRIES + 1):
            self._tries += 1
            about = f"{name}, try {number} ({self._tries})"
            patience = GATEWAY_SECONDS
            if self.world.decisions.happens(f"{about} hangs up", self.world.weather("client hangs up")):
                patience = self.world.decisions.between(f"{about} hangs up after", 0.005, 5)
            self.world.tell(f"{self.name} {case.want.told}")
            answer = ask(self.world, about, case.request, case.who, patience)
            self.world.tell(f"{self.name} hears {f'{answer.status} {answer.code}' if answer else 'nothing'}")
            self.town.count(answer)
            if answer is not None and answer.known:
                self.town.counts["known then"] += number > 1
                case.answer = answer
                if answer.accepted and case.want.keeps:
                    thing, field = case.want.keeps
                    if answer.body[field] not in self.things.setdefault(thing, []):
                        self.things[thing].append(answer.body[field])
                return
            self.town.counts["in doubt"] += number == 1
            self.world.sleep(self.world.decisions.between(f"{about} pauses", 0.5, 3600))
