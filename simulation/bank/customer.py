"""A customer as one who asks: asks again, hangs up, consents, and hears in the end what became of it."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.kernel import clock, ids
from simulation.bank.acceptances import not_to_be
from simulation.bank.answers import wrong
from simulation.bank.api import GATEWAY_SECONDS, Answer, Request, Who, ask
from simulation.bank.beside import REHEARSING
from simulation.bank.wants import Lacks, Want, found_at
from simulation.bank.wants.sessions import app_code

if TYPE_CHECKING:
    from simulation.bank.town import Town

_TRIES = 6
_GOOD_SECONDS, _AT_ONCE_SECONDS = 9 * 60, 60  # of a code
_PAUSE_SECONDS, _LONGEST_JUMP_SECONDS = 3600, 3600  # at most, before somebody asks again; and of the clock
_DAY, _LONGEST_AWAY = 86_400.0, 10 * 86_400.0
_AT_ONCE = 5
_CODE, _LINK = re.compile(r"\b\d{6}\b"), re.compile(r"/api/v1/notifications/unsubscribe/[\w-]+")
# No end of a request: who asks is to do something first.
ASK_BACK = {"step_up_required", "kyc_required", "authorization_mismatch", "unauthorized"}
# What may be asked for with `dryRun`.
_REHEARSED = re.compile(
    r"/(transactions(/purchase|/save/[^/]+)?|card/paid/[^/]+|deposit|withdraw|payment|api/v1/transactions/payment|holds(/[^/]+/(capture|void))?"
    r"|wallet/[^/]+/(credit|debit)|loan/[^/]+/(approve|repay)|savings-goal/[^/]+/(contribute|withdraw|close))"
)
# What the bank may say to whatever is refused by another code.
_AT_ANY_TIME = {"unauthorized", "account_frozen", "owner_frozen", "account_closed", "step_up_required"}
OWN = Want("asks for what is theirs")
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
    told: list[tuple[str, Answer]] = field(default_factory=list)  # by each try's name


class Customer:
    """One client. `things` are what they have, by kind, the newest last."""

    def __init__(self, name: str, number: int, town: "Town") -> None:
        self.name, self.number, self.town, self.world = name, number, town, town.world
        self.email, self.phone = f"{name.lower()}@example.com", f"+57300{number:07}"
        self.passwords = [f"the horse of {name.lower()}"]
        self.things: dict[str, list[Any]] = defaultdict(list)
        self.since: dict[str, float] = {}  # when the newest of each kind came
        self.cases: list[Case] = []
        self.user_id, self.session_id = "", ids.new_id()
        self.wanted = 0
        self.heard = Answer(0, {})  # what was heard last
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

    def quick(self, wanted: Want, *, again: bool = False) -> Callable[[], None]:
        """For `Weather.aim`: asks for it, and hears, before the call that is aimed at goes on; `again`, under the key of what is on
        its way."""

        def ask_first() -> None:
            number = len(self.cases)
            name, case = self.about(f"is quicker, {number}"), self.opened(wanted, 0 if again else number)
            if again:
                case.asked_as = self.cases[number - 1].asked_as  # it is one request
            self.world.wait(self.world.start(name, partial(self.insist, name, case)).promise)

        return ask_first

    def ask_again(self, wanted: Want) -> None:
        """Under the key of what was asked for last."""
        before, case = self.cases[-1], self.opened(wanted)
        case.request = replace(case.request, key=before.request.key, authorization=before.request.authorization)
        self.insist(self.about("asks again"), case)

    def have(self, wanted: Want) -> None:
        """Asks for it as often as it is wanted; or for several at once, as when somebody clicks again and again."""
        self.world.sleep(wanted.later)
        hurries = wanted.keyed and not wanted.act and self._happens(self.about("hurries"), 0.15)
        times = range(max(wanted.times, _AT_ONCE) if hurries else wanted.times)
        if _REHEARSED.fullmatch(wanted.path) and self._happens(self.about("rehearses"), 0.15):
            self.rehearse(wanted)
        asking = [(self.about(f"asks {time}" if time else "asks"), self.opened(wanted, time)) for time in times]
        asking += [
            (self.about(f"asks beside {number}"), self.opened(each, 100 + number)) for number, each in enumerate(wanted.beside)
        ]
        if not hurries and not wanted.beside:
            for name, case in asking:
                self.insist(name, case)
            return
        self._all_at_once(asking)

    def _all_at_once(self, asking: Sequence[tuple[str, Case]]) -> None:
        for task in [self.world.start(name, partial(self.insist, name, case)) for name, case in asking]:
            self.world.wait(task.promise)

    def _happens(self, what: str, how_often: float) -> bool:
        """What people do by habit; whoever is on an errand does not."""
        return not self.town.on_errands and self.world.decisions.happens(what, how_often)

    def rehearse(self, wanted: Want) -> None:
        """Asks what would become of it: that changes nothing."""
        self.world.tell(f"{self.name} rehearses: {wanted.told}")
        request = Request(wanted.method, f"{wanted.path}?dryRun=true", wanted.body)
        ask(self.world, self.about("asks") + REHEARSING, request, self.asking(wanted))

    def surely(self, wanted: Want) -> Answer:
        case = self.opened(wanted)
        while case.answer is None:
            self.insist(self.about(wanted.told), case)
            self.world.sleep(0 if case.answer else 600)
        return case.answer

    def opened(self, want: Want, time: int = 0) -> Case:
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

    def insist(self, name: str, case: Case) -> None:
        case.asked_as.append(f"{name}, try ")
        for number in range(1, _TRIES + 1):
            self._tries += 1
            about = f"{name}, try {number} ({self._tries})"
            patience = GATEWAY_SECONDS
            if self.world.befalls(f"{about} hangs up", "client hangs up", "clients"):
                patience = self.world.decisions.between(f"{about} hangs up after", 0.005, 5)
            if self.world.befalls(f"{about} clock jumps", "clock jumps", "clients"):
                self.world.scheduler.jump(self.world.decisions.between(f"{about} clock jumps by", 1, _LONGEST_JUMP_SECONDS))
            self.world.tell(f"{self.name} {case.want.told}")
            who, twin = (case.want.by or self).asking(case.want), None
            if case.want.keyed and not case.want.act and self._happens(f"{about} is sent twice", 0.08):
                twin = self.world.start(f"{about}, twin", partial(ask, self.world, f"{about}, twin", case.request, who))
            answer = ask(self.world, about, case.request, who, patience)
            if twin:
                self.world.wait(twin.promise)
            self.world.tell(f"{self.name} hears {f'{answer.status} {answer.code}' if answer else 'nothing'}")
            self.town.count(answer)
            if answer is not None:
                case.told.append((about, answer))
            if case.want.granted and self.town.calm and not (answer and (answer.accepted or answer.code in ASK_BACK)):
                self.world.broken(f"{self.name}, who {case.want.told}, hears {answer}")
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
            hurries = self.town.on_errands and answer is not None and answer.code == "step_up_required"
            longest = _AT_ONCE_SECONDS if hurries else _PAUSE_SECONDS
            self.world.sleep(self.world.decisions.between(f"{about} pauses", 0.5, longest))
            if self._happens(f"{about} comes back days later", 0.04):
                self.world.sleep(self.world.decisions.between(f"{about} stays away", _DAY, _LONGEST_AWAY))

    def _hear(self, case: Case, answer: Answer) -> None:
        self.town.counts["known then"] += case.in_doubt
        self.heard, case.answer, case.in_doubt = answer, answer, False
        if answer.cookie:
            self.things["cookie"] = [answer.cookie]
        at_any_time = _AT_ANY_TIME if not self.town.on_errands else {"unauthorized"}
        refused = case.want.refused if not self.town.on_errands or self.town.calm else ""
        if refused and (answer.accepted or answer.code not in {refused, *at_any_time}):
            self.world.broken(f"{self.name}, who {case.want.told}, was told {answer}, and not {refused}")
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
        if self._happens(f"{name} is changed", 0.15):
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
        answer = ask(self.world, name, request, self.asking(OWN))
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
