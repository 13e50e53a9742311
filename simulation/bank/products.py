"""The bank's products in plain Python: what may move where, how much of it, and what everybody has then.

It knows what people asked for and what the calendar brings: no database, no keys, and no code of the bank's. Amounts are minor
units of one currency.
"""

import calendar
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

_CARDS, _ACCOUNTS = {"debit_card", "credit_card"}, {"checking", "savings"}
_CASH, _SETTLEMENT, _NETWORK = {"bank:cash"}, {"bank:settlement"}, {"bank:network"}
_SPENDING = {*_ACCOUNTS, *_CARDS, "wallet", "balance"}  # what money can be held on
# From what to what each kind of posting moves money. Any other kind moves none.
WAYS: Mapping[str, tuple[set[str], set[str]]] = {
    "balance.opened": ({"bank:promotions"}, {"balance"}),
    "balance.credited": (_CASH, {"balance"}),
    "balance.debited": ({"balance"}, _CASH),
    "DEPOSIT_EVENT": (_CASH, _ACCOUNTS),
    "WITHDRAW_EVENT": (_ACCOUNTS, _CASH),
    "wallet.credited": (_CASH, {"wallet"}),
    "wallet.debited": ({"wallet"}, _CASH),
    "payment.debited": ({*_ACCOUNTS, "wallet"}, _SETTLEMENT),
    "card.save": (_CASH, {"debit_card"}),
    "card.paid": (_CASH, {"credit_card"}),
    "card.purchase": (_CARDS, _SETTLEMENT),
    "hold.captured": (_SPENDING, _SETTLEMENT),
    "loan.disbursed": ({"loan"}, {"wallet"}),
    "loan.repaid": ({"wallet", "loan"}, {"loan", "bank:interest"}),
    "loan.interest": ({"loan"}, {"bank:interest"}),
    "goal.contributed": ({"wallet"}, {"savings_goal"}),
    "goal.withdrawn": ({"savings_goal"}, {"wallet"}),
    "goal.closed": ({"savings_goal"}, {"wallet"}),
    "transfer.completed": (_ACCOUNTS, _ACCOUNTS),
    "transfer.reversed": (_ACCOUNTS, _ACCOUNTS),
    "transfer.submitted": (_ACCOUNTS, _NETWORK),
    "transfer.settled": (_NETWORK, _SETTLEMENT),
    "transfer.returned": ({*_NETWORK, *_SETTLEMENT}, {*_ACCOUNTS, "bank:unclaimed"}),
    "transfer.received": (_SETTLEMENT, _ACCOUNTS),
}
_NEARLY = timedelta(minutes=5)  # what a plan's clock may be ahead
_OPENING, _COMPLETED_BEFORE_CREDIT = 100_00, 10
_SENT_AT_ONCE = {"BASIC": 250_00, "FULL": 10_000_00, "ENHANCED": 100_000_00}
_SENT_A_DAY = {"BASIC": 1_000_00, "FULL": 25_000_00, "ENHANCED": 250_000_00}


@dataclass(frozen=True)
class Asked:
    """What somebody asked for, and was told that it is accepted: of a `thing` of theirs, where they named it."""

    kind: str
    minor: int
    thing: str = ""


@dataclass(frozen=True)
class Terms:
    """Of a loan, its yearly rate as a percentage; of a goal, what is put in by plan, each month or not at all."""

    minor: int
    rate: Decimal = Decimal(0)
    plan: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Account:
    owner: str
    product: str
    limit: int = 0  # of a credit card


@dataclass(frozen=True)
class Moved:
    """A posting: `names` are its own and those of what it is part of; it was asked for at one moment, and stands at one."""

    kind: str
    names: Sequence[str]
    asked_at: datetime
    at: datetime
    legs: Sequence[tuple[str, int]]

    def out_of(self, account: str) -> int:
        return -sum(minor for leg, minor in self.legs if leg == account and minor < 0)

    @property
    def minor(self) -> int:
        return sum(minor for _, minor in self.legs if minor > 0)


@dataclass
class Products:
    """What is known beforehand; and what is had, after each posting that was told."""

    accounts: Mapping[str, Account]
    asked: Mapping[str, Asked]
    terms: Mapping[str, Terms]
    levels: Mapping[str, str]
    scheduled: set[int] = field(default_factory=set)  # amounts that are paid by schedule
    had: Counter[str] = field(default_factory=Counter)
    done: Counter[tuple[str, str]] = field(default_factory=Counter)  # name and kind
    given_back: Counter[str] = field(default_factory=Counter)
    completed: Counter[str] = field(default_factory=Counter)
    sent: Counter[tuple[str, object]] = field(default_factory=Counter)
    began: dict[str, datetime] = field(default_factory=dict)  # when a loan was paid out
    months: Counter[str] = field(default_factory=Counter)  # of a loan, that bore interest; of a goal, that were paid in

    def post(self, moved: Moved) -> Iterator[str]:
        """Does it. Yields what the rules say against it."""
        rule = _RULES.get(moved.kind, Products._as_asked)
        yield from self._way(moved)
        if any(minor for _, minor in moved.legs) or moved.kind in _RULES:
            yield from rule(self, moved)
        for account, minor in moved.legs:
            self.had[account] += minor
        for account in {account for account, _ in moved.legs if account in self.accounts}:
            least, most = self._bounds(self.accounts[account])
            if not least <= self.had[account] <= most:
                yield f"leaves {self.had[account]} on a {self.accounts[account].product}"

    def missing(self, now: datetime) -> Iterator[str]:
        """What the calendar should have brought by now."""
        for loan, began in self.began.items():
            if self.had[loan] < 0 and (months := months_between(began, now)) > self.months[loan]:
                yield f"the loan {loan} bore interest for {self.months[loan]} months of {months}"

    def _way(self, moved: Moved) -> Iterator[str]:
        sources, targets = WAYS.get(moved.kind, (set(), set()))
        for account, minor in moved.legs:
            product = self.accounts[account].product if account in self.accounts else account
            if minor and product not in (sources if minor < 0 else targets):
                yield f"moves {minor} of {product}"
        if sum(minor for _, minor in moved.legs):
            yield "does not sum to zero"

    @staticmethod
    def _bounds(account: Account) -> tuple[float, float]:
        if account.product == "loan":
            return float("-inf"), 0
        return (-account.limit, 0) if account.product == "credit_card" else (0, float("inf"))

    def _of(self, products: set[str], moved: Moved) -> str:
        """Its account of such a product."""
        return next(
            account for account, _ in moved.legs if account in self.accounts and self.accounts[account].product in products
        )

    # --- how much ---

    def _as_asked(self, moved: Moved) -> Iterator[str]:
        """An amount that somebody asked for, once."""
        yield from self._is_what_was_asked(moved, moved.minor)

    def _is_what_was_asked(self, moved: Moved, minor: int) -> Iterator[str]:
        name = self._name(moved)
        if name is None:
            yield f"of {minor} was asked for by nobody"
            return
        asked = self.asked[name]
        self.done[name, moved.kind] += 1
        if self.done[name, moved.kind] > 1:
            yield f"of {minor} was done twice"
        if asked.minor != minor or (asked.thing and asked.thing not in dict(moved.legs)):
            yield f"moves {minor}, and {asked.minor} was asked for"

    def _name(self, moved: Moved) -> str | None:
        return next((name for name in moved.names if name in self.asked), None)

    def _opened(self, moved: Moved) -> Iterator[str]:
        owner = self._of({"balance"}, moved)
        self.done[owner, moved.kind] += 1
        if moved.minor != _OPENING or self.done[owner, moved.kind] > 1:
            yield f"gives {moved.minor}, for the {self.done[owner, moved.kind]}. time"

    def _carded(self, moved: Moved) -> Iterator[str]:
        card = self.accounts[self._of(_CARDS, moved)]
        if card.product == "credit_card" and self.completed[card.owner] < _COMPLETED_BEFORE_CREDIT:
            yield f"is of a credit card, after {self.completed[card.owner]} transactions"
        self.completed[card.owner] += 1
        yield from self._as_asked(moved)

    def _disbursed(self, moved: Moved) -> Iterator[str]:
        loan = self._of({"loan"}, moved)
        if loan in self.began or loan not in self.terms or self.terms[loan].minor != moved.minor:
            yield f"pays {moved.minor} out, of {self.terms.get(loan)}"
        self.began[loan] = moved.at

    def _repaid(self, moved: Moved) -> Iterator[str]:
        yield from self._is_what_was_asked(moved, moved.out_of(self._of({"wallet"}, moved)))
        yield from self._interest(moved)

    def _interest(self, moved: Moved) -> Iterator[str]:
        """Of each month that is over, on what was owed then."""
        loan = self._of({"loan"}, moved)
        due, months = 0, months_between(self.began[loan], moved.asked_at)
        for _ in range(months - self.months[loan]):
            due += month_interest(due - self.had[loan], self.terms[loan].rate)
        self.months[loan] = max(months, self.months[loan])
        if moved.out_of(loan) != due:
            yield f"takes {moved.out_of(loan)} of interest after {months} months, and {due} is due"

    def _contributed(self, moved: Moved) -> Iterator[str]:
        """By hand; or by plan, one a month and never beyond the target."""
        if self._name(moved):
            yield from self._as_asked(moved)
            return
        goal = self._of({"savings_goal"}, moved)
        terms = self.terms[goal]
        self.months[goal] += 1
        if terms.since is None or self.months[goal] > months_between(terms.since, moved.asked_at + _NEARLY):
            yield f"is the {self.months[goal]}. by plan of a goal that was opened at {terms.since}"
        if moved.minor != min(terms.plan, terms.minor - self.had[goal]):
            yield f"of {moved.minor} is by a plan of {terms.plan}, with {self.had[goal]} of {terms.minor} saved"

    def _within_the_bank(self, moved: Moved) -> Iterator[str]:
        if self.had["bank:network"] < moved.minor:
            yield f"of {moved.minor} is of a network that was given {self.had['bank:network']}"

    def _came_back(self, moved: Moved) -> Iterator[str]:
        """To who paid; or, where they have left, to nobody, whose posting says nothing of the transfer."""
        if self._name(moved) or "bank:unclaimed" not in dict(moved.legs):
            yield from self._as_asked(moved)
        elif not any(asked.kind == "transfer.completed" and asked.minor == moved.minor for asked in self.asked.values()):
            yield f"of {moved.minor} comes back, and nobody sent it"

    def _closed(self, moved: Moved) -> Iterator[str]:
        if moved.minor != self.had[self._of({"savings_goal"}, moved)]:
            yield f"moves {moved.minor}, and something else was saved"

    def _transferred(self, moved: Moved) -> Iterator[str]:
        payer, payee = (self.accounts[account].owner for account, _ in sorted(moved.legs, key=lambda leg: leg[1]))
        if self._name(moved) or moved.minor not in self.scheduled:
            yield from self._as_asked(moved)
        if payer != payee and moved.names[0] in self.asked:  # what was held was counted on its day
            self.sent[payer, moved.asked_at.date()] += moved.minor
            level, today = self.levels[payer], self.sent[payer, moved.asked_at.date()]
            if moved.minor > _SENT_AT_ONCE[level] or today > _SENT_A_DAY[level]:
                yield f"sends {moved.minor}, {today} that day, at level {level}"

    def _reversed(self, moved: Moved) -> Iterator[str]:
        """Of a transfer, never more than it was."""
        name = self._name(moved)
        if name is not None:
            self.given_back[name] += moved.minor
            if self.given_back[name] > self.asked[name].minor:
                yield f"gives {self.given_back[name]} back of {self.asked[name].minor}"


_RULES: Mapping[str, Callable[[Products, Moved], Iterator[str]]] = {
    "balance.opened": Products._opened,
    "card.save": Products._carded,
    "card.purchase": Products._carded,
    "loan.disbursed": Products._disbursed,
    "loan.repaid": Products._repaid,
    "loan.interest": Products._interest,
    "goal.contributed": Products._contributed,
    "goal.closed": Products._closed,
    "transfer.completed": Products._transferred,
    "transfer.returned": Products._came_back,
    "transfer.reversed": Products._reversed,
    "transfer.settled": Products._within_the_bank,
}


def month_interest(owed: int, rate: Decimal) -> int:
    """A twelfth of the yearly rate, to the nearest minor unit, a half to the even one."""
    return int((owed * rate / 1200).quantize(Decimal(1), ROUND_HALF_EVEN))


def months_between(start: datetime, now: datetime) -> int:
    """Whole months; one that begins on a day that a month has not ends on that month's last."""
    months = (now.year - start.year) * 12 + now.month - start.month
    day = min(start.day, calendar.monthrange(now.year, now.month)[1])
    return max(0, months - ((now.day, now.time()) < (day, start.time())))
