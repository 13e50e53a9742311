"""The ledger in plain Python: what a history of postings and holds must come to. No database, no keys.

Times are milliseconds. A command is refused with the code of its refusal, or done, which is None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Outcome = str | None
Legs = Sequence[tuple[str, int]]  # account and amount, of customers only
MAXIMUM_OPEN_HOLDS = 50


@dataclass(frozen=True)
class Move:
    """Money in, out, or from one account to another; `name` is the posting's."""

    name: str
    legs: Legs


@dataclass(frozen=True)
class Place:
    account: str
    hold: str
    amount: int
    ends: int


@dataclass(frozen=True)
class Capture:
    account: str
    hold: str
    name: str
    amount: int
    final: bool


@dataclass(frozen=True)
class Void:
    account: str
    hold: str


@dataclass(frozen=True)
class Reverse:
    posting: str
    name: str


Command = Move | Place | Capture | Void | Reverse


@dataclass
class ModelHold:
    amount: int
    remaining: int
    ends: int
    state: str = "ACTIVE"


@dataclass
class ModelAccount:
    floor: int = 0
    ceiling: int | None = None
    posted: int = 0
    frozen: bool = False
    entries: int = 0
    holds: dict[str, ModelHold] = field(default_factory=dict)
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)  # time → (posted, held), as of the last change then

    def held(self, now: int) -> int:
        return sum(hold.remaining for hold in self.open(now).values())

    def open(self, now: int) -> dict[str, ModelHold]:
        return {name: hold for name, hold in self.holds.items() if hold.state == "ACTIVE" and hold.ends > now}

    def available(self, now: int) -> int:
        return self.posted - self.held(now) - self.floor

    def refusal(self, now: int, amount: int, freed: int = 0) -> Outcome:
        """Why the account does not take `amount` while `freed` of its holds goes."""
        lowered = amount + freed < 0
        if lowered and self.frozen:
            return "account_frozen"
        if lowered and self.available(now) + amount + freed < 0:
            return "insufficient_funds"
        if amount > 0 and self.ceiling is not None and self.posted + amount > self.ceiling:
            return "overpayment"
        return None

    def take(self, now: int, amount: int) -> None:
        for hold in self.holds.values():
            if hold.state == "ACTIVE" and hold.ends <= now:  # seen to be over: not even a slower request revives it
                hold.state, hold.remaining = "EXPIRED", 0
        self.posted += amount
        self.entries += 1
        self.seen[now] = (self.posted, self.held(now))


@dataclass
class Model:
    now: int
    accounts: dict[str, ModelAccount] = field(default_factory=dict)
    moved: dict[str, Legs] = field(default_factory=dict)  # posting → customers' legs
    reversed: set[str] = field(default_factory=set)
    reversals: set[str] = field(default_factory=set)

    def do(self, command: Command) -> Outcome:
        """Does it, unless the rules refuse it."""
        refused, do = self._judged(command)
        if refused is None:
            do()
        return refused

    def judge(self, command: Command) -> Outcome:
        """What would become of it now."""
        return self._judged(command)[0]

    def _judged(self, command: Command) -> tuple[Outcome, Callable[[], None]]:
        if isinstance(command, Move):
            return self._refusal(command.legs), lambda: self._move(command.name, command.legs)
        if isinstance(command, Place):
            return self._judge_place(command), lambda: self._place(command)
        if isinstance(command, Capture):
            return self._judge_capture(command), lambda: self._capture(command)
        if isinstance(command, Void):
            open_hold = self.accounts[command.account].open(self.now).get(command.hold)
            return None if open_hold else "hold_ended", lambda: self._void(command)
        return self._judge_reverse(command), lambda: self._reverse(command)

    def _refusal(self, legs: Legs) -> Outcome:
        found = (self.accounts[account].refusal(self.now, amount) for account, amount in legs)
        return next(filter(None, found), None)

    def _move(self, name: str, legs: Legs) -> None:
        for account, amount in legs:
            self.accounts[account].take(self.now, amount)
        self.moved[name] = legs

    def _judge_place(self, command: Place) -> Outcome:
        account = self.accounts[command.account]
        refused = account.refusal(self.now, 0, -command.amount)
        if not refused and len(account.open(self.now)) == MAXIMUM_OPEN_HOLDS:
            return "too_many_holds"
        return refused

    def _place(self, command: Place) -> None:
        account = self.accounts[command.account]
        account.holds[command.hold] = ModelHold(command.amount, command.amount, command.ends)
        account.take(self.now, 0)

    def _judge_capture(self, command: Capture) -> Outcome:
        account = self.accounts[command.account]
        hold = account.open(self.now).get(command.hold)
        if hold is None:
            return "hold_ended"
        if command.amount > hold.remaining:
            return "hold_exceeded"
        return "account_frozen" if account.frozen else None

    def _capture(self, command: Capture) -> None:
        hold = self.accounts[command.account].holds[command.hold]
        hold.remaining -= command.amount
        if command.final or not hold.remaining:
            hold.state, hold.remaining = "CAPTURED", 0
        self._move(command.name, [(command.account, -command.amount)])

    def _void(self, command: Void) -> None:
        account = self.accounts[command.account]
        hold = account.holds[command.hold]
        hold.state, hold.remaining = "VOIDED", 0
        account.take(self.now, 0)

    def _judge_reverse(self, command: Reverse) -> Outcome:
        if command.posting not in self.moved or command.posting in self.reversals:
            return "not_reversible"
        refused = self._refusal(self._turned(command))
        return refused or ("already_reversed" if command.posting in self.reversed else None)

    def _reverse(self, command: Reverse) -> None:
        self.reversed.add(command.posting)
        self.reversals.add(command.name)
        self._move(command.name, self._turned(command))

    def _turned(self, command: Reverse) -> Legs:
        return [(account, -amount) for account, amount in self.moved[command.posting]]
