"""Who asks the ledger, and how: several at once, again under the same key, with another body, and hanging up meanwhile."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.failures import Failure, IdempotencyKeyReused
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from simulation.ledger.acts import FUNCTION_SECONDS, Acts
from simulation.ledger.books import Books, Case, is_known
from simulation.ledger.products import FORGERIES, MOODS, Party
from simulation.ledger.requests import Request, Told, ask, ask_together, ends_after
from simulation.scheduler import Killed

if TYPE_CHECKING:
    from simulation.world import World

NAMES = ("Ana", "Ben", "Cleo", "Dan", "Eve")
AMOUNTS = (10, 1, 40, 75, 100, 150)
MOVING = ("deposit", "withdraw", "transfer")
ACTS = ("freeze", "look", "look back", "open", "activate", "new limit", "freeze all")
KINDS = (*MOVING, "hold", "capture", "void", "reverse", "batch", "keep", "end", "buy", "buy", "close", *ACTS)
_TRIES, _DAY = 5, 86_400.0


class HungUp(Exception):
    """The client did not wait; what was begun may go on."""


@dataclass
class Bank:
    """What the people share: whose accounts there are, and what became of holds and postings that they know of."""

    world: "World"
    parties: list[Party]
    books: Books
    pause: float  # at most, between what somebody asks
    kinds: tuple[str, ...]
    holds: list[tuple[Party, str, str]] = field(default_factory=list)  # party, hold id, scope that placed it
    kept: list[tuple[Party, str, str]] = field(default_factory=list)  # those of a movement
    postings: list[tuple[Party, str]] = field(default_factory=list)  # party, scope
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


class Person:
    """One client: does one thing after the other, until each has an answer."""

    def __init__(self, name: str, bank: Bank, numbers: list[int]) -> None:
        self.name, self.bank, self.world = name, bank, bank.world
        self._numbers = numbers
        self.open: list[Case] = []  # what they do not know the end of

    def live(self) -> None:
        decisions = self.world.decisions
        leaves = decisions.pick(f"{self.name} is away before", tuple(self._numbers))
        for number in self._numbers:
            about = f"request {number}"
            if not decisions.happens(f"{about} is made", 1.0):
                continue
            if number == leaves and decisions.happens(f"{self.name} is away", 0.9):
                self.world.sleep(
                    decisions.between(f"{self.name} is away for", self.world.days / 3 * _DAY, self.world.days * _DAY)
                )
            if decisions.happens(f"{about} comes days later", 0.1):
                self.world.sleep(decisions.between(f"{about} waits days", _DAY / 24, self.world.days * _DAY))
            else:
                self.world.sleep(decisions.between(f"{about} waits", 0.001, self.bank.pause))
            self._want(about, decisions.pick(f"{about} kind", self.bank.kinds))

    def _want(self, about: str, kind: str) -> None:
        if kind in ACTS:
            return Acts(self.bank).act(about, kind)
        if kind == "batch":
            parts = range(self.world.decisions.pick(f"{about} parts", (2, 3, 5, 9)))
            party = self.world.decisions.pick(f"{about} account", self.bank.parties)
            return self._insist(about, [self._part(f"{about}.{part}", party) for part in parts])
        if request := self._request(about, kind):
            self._insist(about, [request])

    def _part(self, name: str, party: Party) -> Request:
        """One of a batch, most of which are about one account."""
        request = self._request(name, self.world.decisions.pick(f"{name} kind", (*MOVING, "buy")))
        assert request is not None
        alike = request.other != party and not self.world.decisions.happens(f"{name} is about another", 0.1)
        return replace(request, party=party if alike else request.party, minted=False, batched=True)

    def _request(self, about: str, kind: str) -> Request | None:
        pick = self.world.decisions.pick
        party = pick(f"{about} account", self.bank.parties)
        minted = self.world.decisions.happens(f"{about} has no key of its own", 0.2)
        request = Request(about, self.name, kind, party, self._amount(about), minted=minted)
        if kind in MOVING and self.world.decisions.happens(f"{about} is forged", 0.15):
            request = replace(request, forged=pick(f"{about} is forged so", tuple(FORGERIES)))
        if kind == "close" and not self.world.decisions.happens(f"{about} closes", 0.4):
            return None
        if kind == "transfer":
            others = [each for each in self.bank.parties if each != party]
            return replace(request, other=pick(f"{about} other", others))
        if kind in ("hold", "keep"):
            seconds = self.world.decisions.between(f"{about} holds for", 5, 20 * _DAY)
            return replace(request, ends=ends_after(self.world.now(), seconds))
        if kind in ("capture", "void"):
            if not (holds := [*self.bank.holds, *self.bank.kept]):
                return None
            party, hold_id, placed = pick(f"{about} hold", holds)
            strangers = [each for each in self.bank.parties if each.key.owner_id != party.key.owner_id]
            if strangers and self.world.decisions.happens(f"{about} is a stranger's", 0.2):
                request = replace(request, stranger=pick(f"{about} stranger", strangers))
            return replace(request, party=party, hold_id=hold_id, target=placed, final=pick(f"{about} final", (False, True)))
        if kind == "end":
            if not self.bank.kept:
                return None
            party, hold_id, placed = pick(f"{about} hold", self.bank.kept)
            return replace(request, party=party, hold_id=hold_id, target=placed, final=pick(f"{about} takes it", (False, True)))
        if kind == "reverse":
            if not self.bank.postings:
                return None
            party, scope = pick(f"{about} posting", self.bank.postings)
            return replace(request, party=party, target=scope)
        return request

    def _amount(self, about: str) -> int:
        return self.world.decisions.pick(f"{about} amount", AMOUNTS)

    def _insist(self, about: str, requests: list[Request]) -> None:
        """Asks until the end is known or patience is; then perhaps once more, and perhaps for something else under the key."""
        cases = [self.bank.books.opened(request) for request in requests]
        if requests[0].minted:  # nobody can ask for it again
            return self._send(f"{about}, once", cases)
        for number in range(1, _TRIES + 1):
            self._ask(f"{about}, try {number}", [case for case in cases if case.answer is None])
            if all(case.answer is not None for case in cases):
                break
            self.world.sleep(self.world.decisions.between(f"{about}, try {number} pauses", 0.01, _DAY))
        self.open += [case for case in cases if case.answer is None]
        if self.world.decisions.happens(f"{about} is repeated", 0.3):
            self.world.sleep(self.world.decisions.between(f"{about} is repeated after", 0.001, 3 * _DAY))
            self._ask(f"{about}, repeated", [case for case in cases if case.answer is not None])
        if self.world.decisions.happens(f"{about} is changed", 0.15):
            self._change(f"{about}, changed", cases[0])

    def finish(self) -> None:
        """What is still open is asked for until it is known: now everything works."""
        for case in self.open:
            self._ask(f"{case.request.name}, in the end", [case])

    def _ask(self, name: str, cases: list[Case]) -> None:
        """Once, or twice at once, as when somebody clicks twice."""
        if not cases:
            return
        twin = None
        if self.world.decisions.happens(f"{name} is sent twice", 0.08):
            twin = self.world.start(f"{name}, twin", lambda: self._send(f"{name}, twin", cases))
        self._send(name, cases)
        if twin:
            self.world.wait(twin.promise)

    def _send(self, name: str, cases: list[Case]) -> None:
        if self.world.befalls(f"{name} clock jumps", "clock jumps", "clients"):
            self.world.scheduler.jump(self.world.decisions.between(f"{name} clock jumps by", 1, 3600))
        now = self.world.now()
        calls = {case.request.name: case.request.call(now, name) for case in cases}
        for case in cases:
            self.bank.count("asked")
            self.world.tell(f"{self.name} asks {case.request.told()}")
            self.bank.books.asks(case, calls[case.request.name])
        told = self._handle(name, cases, calls)
        for case, each in zip(cases, told, strict=True):
            self.world.tell(f"{self.name} is told of {case.request.name}: {_words(each)}")
            self._hear(case, calls[case.request.name], each)

    def _handle(self, name: str, cases: list[Case], calls: dict[str, Call]) -> list[Told]:
        """Has a function do it: it can be killed, runs out of time, and goes on when nobody listens any more."""

        decisions = self.world.decisions
        mood = None
        if len(cases) == 1 and cases[0].request.kind == "buy" and not self.world.wire.weather.calm:
            mood = decisions.pick(f"{name} the product is", MOODS)
        if mood:
            cases[0].verdicts.add(mood.failure.code)

        def handler() -> list[Told]:
            if len(cases) > 1:
                return ask_together([case.request for case in cases], calls)
            (case,) = cases
            waited = 0.0
            if case.request.kind in MOVING and decisions.happens(f"{name} waits for another posting", 0.1):
                self.world.sleep(waited := decisions.between(f"{name} waits so long", 0.01, 10))
            try:
                return [ask(case.request, calls[case.request.name], mood, waited)]
            except Exception as error:
                return [error]

        patience = FUNCTION_SECONDS
        if self.world.befalls(f"{name} hangs up", "client hangs up", "clients"):
            patience = self.world.decisions.between(f"{name} hangs up after", 0.005, 5)
        task = self.world.function(name, handler, FUNCTION_SECONDS)
        try:
            return self.world.wait(task.promise, patience)
        except (TimeoutError, Killed):
            return [HungUp()] * len(cases)

    def _hear(self, case: Case, call: Call, told: Told) -> None:
        known_before = case.answer is not None
        self.bank.books.answered(case, call, told)
        self.bank.count(_outcome(told))
        if not isinstance(told, Failure | Receipt | HungUp | BotoCoreError | ClientError):
            self.world.broken(f"{case.request.name} met a defect: {told!r}")
        if isinstance(told, ClientError) and told.response["Error"]["Code"] == "TransactionCanceledException":
            self.world.broken(f"{case.request.name} was told of a conflict as of a defect")
        if not known_before and isinstance(told, Receipt):
            if case.request.kind in ("hold", "keep"):
                holds = self.bank.holds if case.request.kind == "hold" else self.bank.kept
                holds.append((case.request.party, str(told.body["holdId"]), case.request.key.scope))
            else:
                self.bank.postings.append((case.request.party, case.request.key.scope))

    def _change(self, name: str, case: Case) -> None:
        """Another body under a key that was used: refused, whatever became of the first."""
        if not isinstance(case.answer, Receipt):
            return
        changed = case.request.changed()
        call = changed.call(self.world.now(), name)
        self.world.tell(f"{self.name} asks {changed.told()}, which was used")

        def handler() -> Receipt:
            return ask(changed, call)

        try:
            self.world.wait(self.world.function(name, handler, FUNCTION_SECONDS).promise)
            self.world.broken(f"{case.request.name} was done with another body")
        except IdempotencyKeyReused:
            self.bank.count("key reused")
        except (Failure, BotoCoreError, ClientError, Killed):
            pass  # it was judged before its key was looked at, or nobody knows; the books know that nothing was posted


def _words(told: Told) -> str:
    if isinstance(told, Receipt):
        return "done" + (" (as before)" if told.replayed else "")
    if isinstance(told, Failure):
        return told.code + (" (as before)" if told.replayed else "")
    return "nothing" if isinstance(told, HungUp) else f"a fault ({type(told).__name__})"


def _outcome(told: Told) -> str:
    if isinstance(told, Receipt):
        return "accepted"
    return "refused" if is_known(told) else "unknown"
