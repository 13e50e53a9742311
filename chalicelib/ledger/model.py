"""What the ledger knows of a customer: accounts, freezes, holds. Pure; amounts are minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.tallies import Tallies, in_last, on_day

Status = Literal["PENDING", "OPEN", "FROZEN", "CLOSED"]
HoldState = Literal["ACTIVE", "CAPTURED", "VOIDED", "EXPIRED"]
NO_FLOOR_MINOR = -(10**30)  # of an account whose owner takes nothing out, though what it owes may grow without limit: a loan


@dataclass(frozen=True, slots=True)
class AccountKey:
    owner_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An account as its entry `seq` left it; before the first entry `Mark()`."""

    seq: int = 0
    at: str = ""
    balance_minor: int = 0


@dataclass(frozen=True, slots=True)
class OpenHold:
    """What was reserved, what is left of it, until when; and for which movement of the bank's (`keeper`), which alone ends it."""

    amount_minor: int
    remaining_minor: int
    expires_at: str
    keeper: str | None = None


@dataclass(frozen=True, slots=True)
class Freeze:
    """Who froze an account, when and why; `whole` with everything of its owner. `before` is the status it had."""

    by: str
    at: str
    reason: str
    whole: bool = False
    before: Status = "OPEN"


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's account. Below `floor_minor` no debit may bring it, above `ceiling_minor` no credit.

    `version` counts every change, `entry_seq` every entry, `completed` the transactions a product counts, `tallies` what else
    products count. `overtaken` is the last posting's: how many came first while it waited (see `crowd`).
    """

    owner_id: str
    account_id: str
    product: str
    currency: str
    normal_side: Literal["credit", "debit"]
    status: Status
    opened_at: str
    floor_minor: int = 0
    ceiling_minor: int | None = None
    posted_minor: int = 0
    held_minor: int = 0
    entry_seq: int = 0
    entry_at: str = ""
    version: int = 0
    completed: int = 0
    holds: Mapping[str, OpenHold] = field(default_factory=dict)
    freeze: Freeze | None = None
    overtaken: int = 0
    tallies: Tallies = field(default_factory=dict)

    @property
    def key(self) -> AccountKey:
        return AccountKey(self.owner_id, self.account_id)

    @property
    def available_minor(self) -> int:
        return self.posted_minor - self.held_minor - self.floor_minor

    def in_last(self, hours: int, name: str, now: datetime) -> tuple[int, int]:
        """How many of what products count under this name were in the last hours, and how much they came to."""
        return in_last(self.tallies, name, hours, now)

    def on(self, day: str, name: str) -> tuple[int, int]:
        """The same of a day."""
        return on_day(self.tallies, name, day)

    def at(self, now: datetime) -> "Account":
        """The account with holds that have expired by `now` released: the clock ends a hold, nobody has to."""
        moment = clock.to_text(now)
        alive = {hold_id: hold for hold_id, hold in self.holds.items() if hold.expires_at > moment}
        if len(alive) == len(self.holds):
            return self
        return replace(self, holds=alive, held_minor=sum(hold.remaining_minor for hold in alive.values()))

    def with_hold(self, hold_id: str, hold: OpenHold | None) -> "Account":
        """The account with this hold set, or gone when None."""
        holds = {**self.holds, hold_id: hold} if hold else {k: v for k, v in self.holds.items() if k != hold_id}
        return replace(self, holds=holds, held_minor=sum(each.remaining_minor for each in holds.values()))

    def frozen(self, freeze: Freeze) -> "Account":
        """The next version of the account, out of which nothing goes."""
        return replace(self, status="FROZEN", freeze=replace(freeze, before=self.status), version=self.version + 1)

    def activated(self) -> "Account":
        """The next version of a pending account, open; a frozen one opens when it thaws."""
        if self.freeze:
            return replace(self, freeze=replace(self.freeze, before="OPEN"), version=self.version + 1)
        return replace(self, status="OPEN", version=self.version + 1)

    def thawed(self) -> "Account":
        """The next version of a frozen account, with the status it had before."""
        return replace(self, status=self.freeze.before if self.freeze else "OPEN", freeze=None, version=self.version + 1)

    def decimal(self, minor: int) -> str:
        return to_decimal(minor, self.currency)

    def balances(self) -> dict[str, str]:
        """`balance` (= posted), `posted`, `held`, `available` as callers see them; turned round for accounts that owe."""
        return figures(self.currency, self.normal_side, self.posted_minor, self.held_minor, self.floor_minor)


def figures(currency: str, side: str, posted_minor: int, held_minor: int, floor_minor: int) -> dict[str, str]:
    """What a customer is told of an account's balances. Without a floor nothing is there to be taken: it only owes."""
    balance = to_decimal(-posted_minor if side == "debit" else posted_minor, currency)
    available = 0 if floor_minor == NO_FLOOR_MINOR else posted_minor - held_minor - floor_minor
    return {
        "balance": balance,
        "posted": balance,
        "held": to_decimal(held_minor, currency),
        "available": to_decimal(available, currency),
        "currency": currency,
    }


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold's own story, ended ones too. `state` is what was done to it: an expiry, which the clock decides, is swept later.
    One with a `keeper` is not its owner's to capture or void."""

    hold_id: str
    owner_id: str
    account_id: str
    currency: str
    amount_minor: int
    captured_minor: int
    state: HoldState
    expires_at: str
    own_words: Mapping[str, Any] = field(default_factory=dict)
    keeper: str | None = None

    def status(self, now: datetime) -> HoldState:
        expired = self.state == "ACTIVE" and self.expires_at <= clock.to_text(now)
        return "EXPIRED" if expired else self.state

    def remaining_minor(self, now: datetime) -> int:
        return self.amount_minor - self.captured_minor if self.status(now) == "ACTIVE" else 0

    def to_json(self, now: datetime) -> dict[str, object]:
        def decimal(minor: int) -> str:
            return to_decimal(minor, self.currency)

        return {
            "holdId": self.hold_id,
            "accountId": self.account_id,
            "status": self.status(now),
            "amount": decimal(self.amount_minor),
            "captured": decimal(self.captured_minor),
            "remaining": decimal(self.remaining_minor(now)),
            "currency": self.currency,
            "expiresAt": self.expires_at,
            **self.own_words,
        }
