"""The ledger in plain Python: what a history of postings and holds must come to. No database, no keys.

Times are milliseconds. A command is refused with the code of its refusal, or done, which is None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Outcome = str | None
Legs = Sequence[tuple[str, int]]  # account and amount, of customers only
MAXIMUM_OPEN_HOLDS, MOST_BOUGHT = 50, 2


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
    kept: bool = False  # for a movement, which alone ends it


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
class Keep:
    """The movement that a hold was kept for is over: all of it is taken, or let go."""

    account: str
    hold: str
    name: str
    taken: bool


@dataclass(frozen=True)
class Buy:
    """Money out, `MOST_BOUGHT` times at most: a rule of the product's own."""

    account: str
    name: str
    amount: int


@dataclass(frozen=True)
class Close:
    account: str
    name: str


@dataclass(frozen=True)
class Wrong:
    """What is never done."""

    refusal: str


@dataclass(frozen=True)
class Reverse:
    posting: str
    name: str


Command = Move | Place | Capture | Void | Keep | Buy | Close | Wrong | Reverse


@dataclass
class ModelHold:
    amount: int
    remaining: int
    ends: int
    kept: bool = False
    state: str = "ACTIVE"


@dataclass
class ModelAccount:
    floor: int = 0
    ceiling: int | None = None
    posted: int = 0
    frozen: bool = False
    pending: bool = False
    closed: bool = False
    bought: int = 0
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
        if self.closed or self.pending:
            return "account_closed" if self.closed else "account_not_active"
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
            return self._judge_hold(command.account, command.hold), lambda: self._void(command)
        if isinstance(command, Keep):
            return self._judge_keep(command), lambda: self._keep(command)
        if isinstance(command, Buy):
            return self._judge_buy(command), lambda: self._buy(command)
        if isinstance(command, Close):
            return self._judge_close(command), lambda: self._close(command)
        if isinstance(command, Wrong):
            return command.refusal, lambda: None
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
        account.holds[command.hold] = ModelHold(command.amount, command.amount, command.ends, command.kept)
        account.take(self.now, 0)

    def _judge_hold(self, account: str, name: str) -> Outcome:
        hold = self.accounts[account].open(self.now).get(name)
        if hold is None:
            return "hold_ended"
        return "hold_kept" if hold.kept else None

    def _judge_capture(self, command: Capture) -> Outcome:
        account = self.accounts[command.account]
        if refused := self._judge_hold(command.account, command.hold):
            return refused
        if command.amount > account.holds[command.hold].remaining:
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

    def _judge_keep(self, command: Keep) -> Outcome:
        account = self.accounts[command.account]
        if command.hold not in account.open(self.now):
            return "hold_ended"
        return "account_frozen" if command.taken and account.frozen else None

    def _keep(self, command: Keep) -> None:
        if command.taken:
            amount = self.accounts[command.account].holds[command.hold].amount
            self._capture(Capture(command.account, command.hold, command.name, amount, True))
        else:
            self._void(Void(command.account, command.hold))

    def _judge_buy(self, command: Buy) -> Outcome:
        account = self.accounts[command.account]
        return "limit_reached" if account.bought >= MOST_BOUGHT else account.refusal(self.now, -command.amount)

    def _buy(self, command: Buy) -> None:
        self.accounts[command.account].bought += 1
        self._move(command.name, [(command.account, -command.amount)])

    def _judge_close(self, command: Close) -> Outcome:
        account = self.accounts[command.account]
        if account.closed or account.pending:
            return account.refusal(self.now, 0)
        if account.frozen:
            return "account_frozen"
        return "unbalanced" if account.open(self.now) else None

    def _close(self, command: Close) -> None:
        account = self.accounts[command.account]
        account.closed = True
        self._move(command.name, [(command.account, -account.posted)])

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
