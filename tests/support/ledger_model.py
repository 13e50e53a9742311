"""The ledger in a hundred lines of plain Python: what a history of postings and holds must come to. No database, no keys.

Times are milliseconds. An operation answers the code of its refusal, or None.
"""

from dataclasses import dataclass, field

Outcome = str | None


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
        self.posted += amount
        self.entries += 1
        self.see(now)

    def see(self, now: int) -> None:
        self.seen[now] = (self.posted, self.held(now))


@dataclass
class Model:
    now: int
    accounts: dict[str, ModelAccount] = field(default_factory=dict)
    moved: dict[str, list[tuple[str, int]]] = field(default_factory=dict)  # posting → customers' legs
    reversed: set[str] = field(default_factory=set)

    def move(self, name: str, legs: list[tuple[str, int]]) -> Outcome:
        for account, amount in legs:
            refused = self.accounts[account].refusal(self.now, amount)
            if refused:
                return refused
        for account, amount in legs:
            self.accounts[account].take(self.now, amount)
        self.moved[name] = legs
        return None

    def hold(self, account: str, name: str, amount: int, ends: int) -> Outcome:
        refused = self.accounts[account].refusal(self.now, 0, -amount)
        if refused:
            return refused
        if len(self.accounts[account].open(self.now)) == 50:
            return "too_many_holds"
        self.accounts[account].holds[name] = ModelHold(amount, amount, ends)
        self.accounts[account].take(self.now, 0)
        return None

    def capture(self, account: str, name: str, posting: str, amount: int, final: bool) -> Outcome:
        hold = self.accounts[account].open(self.now).get(name)
        if hold is None:
            return "hold_ended"
        if amount > hold.remaining:
            return "hold_exceeded"
        if self.accounts[account].frozen:
            return "account_frozen"
        hold.remaining -= amount
        if final or not hold.remaining:
            hold.state, hold.remaining = "CAPTURED", 0
        self.accounts[account].take(self.now, -amount)
        self.moved[posting] = [(account, -amount)]
        return None

    def void(self, account: str, name: str) -> Outcome:
        hold = self.accounts[account].open(self.now).get(name)
        if hold is None:
            return "hold_ended"
        hold.state, hold.remaining = "VOIDED", 0
        self.accounts[account].take(self.now, 0)
        return None

    def reverse(self, posting: str, name: str) -> Outcome:
        if posting not in self.moved or posting.startswith("reversal"):
            return "not_reversible"
        legs = [(account, -amount) for account, amount in self.moved[posting]]
        refused = next(filter(None, (self.accounts[account].refusal(self.now, amount) for account, amount in legs)), None)
        if refused:
            return refused
        if posting in self.reversed:
            return "already_reversed"
        self.reversed.add(posting)
        return self.move(name, legs)
