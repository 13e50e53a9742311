"""Customers, who ask, ask again, hang up and come back days later; and the staff, who work off what has failed."""

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.kernel import clock, ids
from simulation.bank.acceptances import not_to_be
from simulation.bank.answers import wrong
from simulation.bank.api import GATEWAY_SECONDS, Answer, Request, Who, ask
from simulation.bank.beside import REHEARSING
from simulation.bank.plans import PLANS
from simulation.bank.wants import GIVING, WANTS, Lacks, Want, found_at
from simulation.bank.wants.sessions import app_code

if TYPE_CHECKING:
    from simulation.bank.town import Town

_TRIES, _DAY = 6, 86_400.0
_GOOD_SECONDS, _AT_ONCE_SECONDS = 9 * 60, 60  # of a code
_AT_ONCE = 5
_CODE, _LINK = re.compile(r"\b\d{6}\b"), re.compile(r"/api/v1/notifications/unsubscribe/[\w-]+")
_ASK_BACK = {
    "step_up_required",
    "kyc_required",
    "authorization_mismatch",
    "unauthorized",
}  # no end of a request: who asks is to do something first
# What may be asked for with `dryRun`.
_REHEARSED = re.compile(
    r"/(transactions(/purchase|/save/[^/]+)?|card/paid/[^/]+|deposit|withdraw|payment|api/v1/transactions/payment|holds(/[^/]+/(capture|void))?"
    r"|wallet/[^/]+/(credit|debit)|loan/[^/]+/(approve|repay)|savings-goal/[^/]+/(contribute|withdraw|close))"
)
# What the bank may say to whatever is refused by another code.
_AT_ANY_TIME = {"unauthorized", "account_frozen", "owner_frozen", "account_closed", "step_up_required"}
_LOOKING = (
    "looks",
    "looks",
    "looks",
    "looks at what is anothers",
    "wants what is anothers",
    *(name for name in WANTS if name.startswith("is looked at by")),
)
_OWN = Want("asks for what is theirs")
Option = TypeVar("Option")


@dataclass
class Case:
    """One thing that somebody wanted, under one key, and what they know of it."""

    want: Want
    request: Request
    since: str  # when it was wanted
    answer: Answer | None = None
    in_doubt: bool = False
    asked_as: list[str] = field(default_factory=list)  # what each try's name begins with


class Customer:
    """One client: registers, then does one thing after the other. `things` are what they have, by kind, the newest last."""

    def __init__(self, name: str, number: int, town: "Town") -> None:
        self.name, self.number, self.town, self.world = name, number, town, town.world
        self.email, self.phone = f"{name.lower()}@example.com", f"+57300{number:07}"
        self.passwords = [f"the horse of {name.lower()}"]
        self.things: dict[str, list[Any]] = defaultdict(list)
        self.since: dict[str, float] = {}  # when the newest of each kind came
        self.cases: list[Case] = []
        self.user_id, self.session_id = "", ids.new_id()
        self.wanted = 0
        self.dream = self.pick("dreams of", town.dreams)
        self._tries = 0

    def about(self, what: str) -> str:
        return f"{self.name} {self.wanted} {what}"

    def pick(self, what: str, options: tuple[Option, ...]) -> Option:
        return self.world.decisions.pick(self.about(what), options)

    def has(self, thing: str) -> bool:
        return bool(self.things.get(thing))

    def need(self, thing: str) -> Any:
        """One of such things. Raises Lacks."""
        if not self.has(thing):
            raise Lacks(thing)
        return self.pick(f"which {thing}", tuple(reversed(self.things[thing])))

    def another(self) -> "Customer":
        """Somebody else. Raises Lacks."""
        others = {each.name: each for each in self.town.customers if each is not self}
        if not others:
            raise Lacks("somebody else")
        return others[self.pick("who else", tuple(others))]

    def anothers(self, thing: str) -> Any:
        """Such a thing of somebody else's. Raises Lacks."""
        if not (found := self.another().things.get(thing)):
            raise Lacks(f"another's {thing}")
        return found[-1]

    def fresh(self, thing: str) -> Any:
        """The newest of such things, if it is good still. Raises Lacks."""
        if not self.has(thing) or self.world.scheduler.time() > self.since[thing] + _GOOD_SECONDS:
            raise Lacks(thing)
        return self.things[thing][-1]

    def code(self, challenge: str, by: str = "email") -> str:
        """The newest that was sent to them since they got such a challenge. Raises Lacks."""
        texts = self._mails(self.since[challenge] - _AT_ONCE_SECONDS) if by == "email" else self._texts()
        return _newest(_CODE, texts, "a code")

    def link(self) -> str:
        """Where the newest mail that says so is told to send no more. Raises Lacks."""
        return _newest(_LINK, self._mails(), "a mail with a link")

    def yesterday(self) -> str:
        return f"{self.world.now() - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"

    def live(self) -> None:
        self._register()
        if self.world.decisions.happens(self.about("opens an account at once"), 0.7):
            self._insist(self.about("opens an account"), self._opened(WANTS["opens an account"](self)))  # type: ignore[arg-type]
        while self.wanted < self.town.wants_each:
            self.wanted += 1
            if not self.world.decisions.happens(self.about("is wanted"), 1.0):
                continue
            if self.world.decisions.happens(self.about("comes days later"), 0.1):
                self.world.sleep(self.world.decisions.between(self.about("waits days"), _DAY / 24, self.world.days / 4 * _DAY))
            else:
                self.world.sleep(self.world.decisions.between(self.about("waits"), 0.01, 60))
            if not self.has("DEBIT"):
                self._find_cards()
            if self.world.decisions.happens(self.about("looks, too"), 0.4):
                self._look()
            if self.world.decisions.happens(self.about("comes with a plan"), 0.12):
                self._follow(self.pick("plan", tuple(PLANS)))
            elif wanted := self._wish():
                self._have(wanted)

    def _follow(self, plan: str) -> None:
        """One want after the other, until something lacks for the next."""
        with suppress(Lacks):
            for wanted in PLANS[plan](self):
                self._have(wanted)
                self.wanted += 1

    def _have(self, wanted: Want) -> None:
        """Asks for it as often as it is wanted; or for several at once, as when somebody clicks again and again."""
        self.world.sleep(wanted.later)
        hurries = wanted.keyed and not wanted.act and self.world.decisions.happens(self.about("hurries"), 0.15)
        times = range(max(wanted.times, _AT_ONCE) if hurries else wanted.times)
        if _REHEARSED.fullmatch(wanted.path) and self.world.decisions.happens(self.about("rehearses"), 0.15):
            self._rehearse(wanted)
        asking = [(self.about(f"asks {time}" if time else "asks"), self._opened(wanted, time)) for time in times]
        asking += [
            (self.about(f"asks beside {number}"), self._opened(each, 100 + number)) for number, each in enumerate(wanted.beside)
        ]
        if not hurries and not wanted.beside:
            for name, case in asking:
                self._insist(name, case)
            return
        self._all_at_once(asking)

    def _all_at_once(self, asking: Sequence[tuple[str, Case]]) -> None:
        for task in [self.world.start(name, partial(self._insist, name, case)) for name, case in asking]:
            self.world.wait(task.promise)

    def _rehearse(self, wanted: Want) -> None:
        """Asks what would become of it: that changes nothing."""
        self.world.tell(f"{self.name} rehearses: {wanted.told}")
        request = Request(wanted.method, f"{wanted.path}?dryRun=true", wanted.body)
        ask(self.world, self.about("asks") + REHEARSING, request, self.asking(wanted))

    def _look(self) -> None:
        """At something of theirs; or staff look at something."""
        try:
            looking = WANTS[self.pick("who looks", _LOOKING)](self)
        except Lacks:
            return
        self._insist(self.about("looks"), self._opened(looking))  # type: ignore[arg-type]

    def finish(self) -> None:
        """What is not known is asked for until it is, now that everything works; what was answered is answered so again."""
        self.wanted += 1
        for number, case in enumerate(self.cases):
            if case.answer is not None and (case.want.act or not case.want.keyed or case.answer.code in _ASK_BACK):
                continue
            before, case.answer = case.answer, None
            self._insist(f"{self.name}, in the end, {number}", case)
            if case.answer is None:  # asked too often, perhaps: of that one hears the end later
                self.world.sleep(_DAY)
                self._insist(f"{self.name}, in the end, a day later, {number}", case)
            if case.answer is None:
                self.world.broken(f"{self.name} never came to know whether she {case.want.told}")
            elif before is not None and case.request.method != "GET" and not before.may_become(case.answer):
                self.world.broken(f"{self.name}, who {case.want.told}, was told {before}, and later {case.answer}")

        body, path = {"reason": "It is over"}, f"/admin/customers/{self.user_id}/unfreeze"
        self._surely(Want("is thawed for good", "POST", path, body, role="support", keyed=False))

    def _register(self) -> None:
        person = {
            "name": self.name, "lastName": "Sample", "email": self.email, "password": self.passwords[0],
            "documentNumber": f"DOC-{self.name}",
        }  # fmt: skip
        if path := self.pick("registers at", ("", "/api/v1/auth/register")):
            person = {"firstName": person.pop("name"), **person, "phone": self.phone}
            del person["documentNumber"]
        answer = self._surely(Want("registers", "POST", path or "/register", person, {"challenge": "challengeId"}, role="nobody"))
        if path:  # which tells nobody who has the address; whoever it was told can log in
            login = {"email": self.email, "password": self.passwords[0]}
            answer = self._surely(Want("logs in first", "POST", "/login", login, role="nobody", keyed=False))
        self.user_id = answer.body["userId"]
        if self.world.decisions.happens(self.about("is from before the pepper"), 0.2):
            self.town.hash_as_once(self.email, self.passwords[0])
        if self.world.decisions.happens(self.about("is known since years ago"), 0.4):
            self.town.know_well(self)
        self.cases.clear()  # its own key is the address: a second try is told that somebody has it

    def _surely(self, wanted: Want) -> Answer:
        case = self._opened(wanted)
        while case.answer is None:
            self._insist(self.about(wanted.told), case)
            self.world.sleep(0 if case.answer else 600)
        return case.answer

    def _find_cards(self) -> None:
        answer = ask(self.world, self.about("looks for cards"), Request("GET", "/cards"), self.asking(_OWN))
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

    def _opened(self, want: Want, time: int = 0) -> Case:
        key = "" if want.method == "GET" else f"{self.name}-{self.wanted}" + (f"-{time}" if time else "")
        if isinstance(want.body, dict) and "newPassword" in want.body:
            self.passwords.append(want.body["newPassword"])
        request = Request(want.method, want.path, want.body, key, page=want.page, act=want.act)
        case = Case(want, request, clock.to_text(self.world.now()))
        self.cases.append(case)
        return case

    def asking(self, want: Want) -> Who | None:
        if want.role == "nobody":
            return None
        if want.role != "customer":
            by = self.user_id if want.themselves else self.town.staff[want.role, want.colleague]
            return Who(by, f"{want.role}@bank.example", want.role)
        token = self.things["token"][-1] if self.has("token") else ""
        return Who(self.user_id, self.email, session_id=self.session_id, token=token)

    def _insist(self, name: str, case: Case) -> None:
        case.asked_as.append(f"{name}, try ")
        for number in range(1, _TRIES + 1):
            self._tries += 1
            about = f"{name}, try {number} ({self._tries})"
            patience = GATEWAY_SECONDS
            if self.world.decisions.happens(f"{about} hangs up", self.world.weather("client hangs up")):
                patience = self.world.decisions.between(f"{about} hangs up after", 0.005, 5)
            self.world.tell(f"{self.name} {case.want.told}")
            who, twin = (case.want.by or self).asking(case.want), None
            if case.want.keyed and not case.want.act and self.world.decisions.happens(f"{about} is sent twice", 0.08):
                twin = self.world.start(f"{about}, twin", partial(ask, self.world, f"{about}, twin", case.request, who))
            answer = ask(self.world, about, case.request, who, patience)
            if twin:
                self.world.wait(twin.promise)
            self.world.tell(f"{self.name} hears {f'{answer.status} {answer.code}' if answer else 'nothing'}")
            self.town.count(answer)
            if answer is not None and answer.code == "unauthorized" and self.has("token"):
                del self.things["token"]  # it has run out, or its session is over
            elif answer is not None and answer.code in case.want.never:
                self.world.broken(f"{self.name}, who {case.want.told}, hears {answer.code}")
            elif answer is not None and answer.code == "step_up_required" and number < _TRIES:
                self._consent(f"{about} consents", case, answer)
            elif answer is not None and (answer.known or (answer.code == "too_many_requests" and not case.want.keyed)):
                self._hear(case, answer)
                self._change(about, case)
                return
            elif not case.in_doubt:
                case.in_doubt = True
                self.town.counts["in doubt"] += 1
            self.world.sleep(self.world.decisions.between(f"{about} pauses", 0.5, 3600))

    def _hear(self, case: Case, answer: Answer) -> None:
        self.town.counts["known then"] += case.in_doubt
        case.answer, case.in_doubt = answer, False
        if answer.cookie:
            self.things["cookie"] = [answer.cookie]
        if case.want.refused and (answer.accepted or answer.code not in {case.want.refused, *_AT_ANY_TIME}):
            self.world.broken(f"{self.name}, who {case.want.told}, was told {answer}, and not {case.want.refused}")
        for untrue in wrong(case.request, answer, self.world.now()):
            self.world.broken(f"{self.name}, who {case.want.told}, was told what is not so: {untrue}")
        if answer.accepted and (why := not_to_be(self, case, answer)):
            self.world.broken(f"{self.name}, who {case.want.told}, {why}: {answer.status}")
        self.things.pop(case.want.spends, None)
        for thing, path in case.want.keeps.items() if answer.accepted else ():
            if found := found_at(path, answer.body):
                self.since[thing] = self.world.scheduler.time()
                self.things[thing] = [*(each for each in self.things[thing] if each not in found), *found]

    def _change(self, name: str, case: Case) -> None:
        """Another amount under a key that was used: that is never done."""
        body = case.request.body
        if case.answer is None or not (case.answer.accepted and case.want.keyed and isinstance(body, dict) and "amount" in body):
            return
        if self.world.decisions.happens(f"{name} is changed", 0.15):
            self.world.tell(f"{self.name} {case.want.told}, and then another amount under its key")
            changed = replace(case.request, body={**body, "amount": "0.07"})
            answer = ask(self.world, f"{name}, changed", changed, self.asking(case.want))
            if answer is not None and answer.accepted:
                self.world.broken(f"{self.name}, who {case.want.told}, had another amount done under its key: {answer}")

    def _consent(self, name: str, case: Case, refused: Answer) -> None:
        """Answers the challenge by the code that comes, so that the request is sent again with what that gives."""
        challenge, self.since["consent"] = refused.body["challengeId"], self.world.scheduler.time()
        self.world.sleep(_AT_ONCE_SECONDS)
        method = refused.body["methods"][0]
        try:
            code = app_code(self) if method == "totp" else self.code("consent", "telephone" if method == "phone" else method)
        except Lacks:
            return
        request = Request("POST", f"/api/v1/auth/step-up/{challenge}", {"method": method, "code": code})
        answer = ask(self.world, name, request, self.asking(_OWN))
        if answer is not None and answer.accepted:
            case.request = replace(case.request, authorization=answer.body["authorization"])

    def _mails(self, since: float = 0) -> list[str]:
        mails = self.world.doubles["sesv2"].mails
        return [mail.text for mail in mails if mail.to.startswith(self.name.lower()) and mail.at >= since]

    def _texts(self) -> list[str]:
        return [text for to, text in self.world.doubles["sns"].sms if to == self.phone]


def _newest(pattern: re.Pattern[str], texts: list[str], what: str) -> str:
    found = [found for text in texts for found in pattern.findall(text)]
    if not found:
        raise Lacks(what)
    return str(found[-1])
