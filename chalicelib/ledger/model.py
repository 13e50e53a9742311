"""What the ledger knows: accounts, legs, entries, and the rules by which an account takes a leg. Pure; amounts are
minor units, positive = credit to the account (its owner has more, or owes less), negative = debit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger import errors
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.outbox import Delivery

Status = Literal["PENDING", "OPEN", "FROZEN", "CLOSED"]
HoldState = Literal["ACTIVE", "CAPTURED", "VOIDED", "EXPIRED"]
MAXIMUM_OPEN_HOLDS = 50
NO_FLOOR_MINOR = -(10**30)  # of an account whose owner takes nothing out, though what it owes may grow without limit: a loan
BANK = ""  # the owner of the bank's own accounts, which have no balance row


@dataclass(frozen=True, slots=True)
class AccountKey:
    owner_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class OpenHold:
    """What was reserved, what is left of it, until when."""

    amount_minor: int
    remaining_minor: int
    expires_at: str


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

    `version` counts every change, `entry_seq` every entry, `completed` the transactions a product counts. `since` and
    `overtaken` are the last posting's: when its request came, and how many came first meanwhile (see `crowd`).
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
    since: str = ""
    overtaken: int = 0

    @property
    def key(self) -> AccountKey:
        return AccountKey(self.owner_id, self.account_id)

    @property
    def available_minor(self) -> int:
        return self.posted_minor - self.held_minor - self.floor_minor

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
class Leg:
    """One side of a posting on a customer's account (`owner_id`) or on one of the bank's own (`owner_id` = BANK)."""

    account_id: str
    amount_minor: int
    currency: str
    owner_id: str = BANK


def bank_leg(name: str, amount_minor: int, currency: str) -> Leg:
    """A leg on a bank-side account such as `settlement`: it is in the journal only, so no two customers share an item."""
    return Leg(f"bank:{name}", amount_minor, currency)


def is_bank(account_id: str) -> bool:
    """Whether a leg is on one of the bank's own accounts."""
    return account_id.startswith("bank:")


@dataclass(frozen=True, slots=True)
class HoldChange:
    """What a posting does to one hold of an account: sets what remains, or ends it (None)."""

    account_id: str
    hold_id: str
    hold: OpenHold | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold's own story, ended ones too. `state` is what was done to it: an expiry, which the clock decides, is swept later."""

    hold_id: str
    owner_id: str
    account_id: str
    currency: str
    amount_minor: int
    captured_minor: int
    state: HoldState
    expires_at: str
    own_words: Mapping[str, Any] = field(default_factory=dict)

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


@dataclass(frozen=True)
class Draft:
    """What a product composed from the accounts as read: legs and hold changes, what each account's owner is told of it (by
    account: no two have one in common), further changes of its own items in the same transaction. `counts` adds one to each
    customer account's `completed`; accounts of `closes` take this posting as their last."""

    legs: Sequence[Leg]
    details: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    holds: Sequence[HoldChange] = ()
    counts: bool = False
    closes: Sequence[str] = ()
    changes: Sequence[Change] = ()


@dataclass(frozen=True)
class Posted:
    """A draft as it was written: what `deliver` sees, and `render` the caller's side of it."""

    posting_id: str
    at: str
    draft: Draft
    accounts: Mapping[str, Account]
    dry_run: bool

    def with_words(self, call: Call) -> "Posted":
        """The caller's own words join the details of the caller's accounts, and of nobody else's."""
        mine = {name for name, account in self.accounts.items() if account.owner_id == call.caller_id}
        details = {**self.draft.details, **{name: {**self.details_of(name), **call.own_words} for name in mine}}
        return replace(self, draft=replace(self.draft, details=details)) if call.own_words else self

    def details_of(self, account_id: str) -> dict[str, object]:
        """What the owner of an account is told."""
        return dict(self.draft.details.get(account_id, {}))

    def seen_by(self, owner_id: str) -> "Posted":
        """One customer's side: their accounts, with the legs and the details of those."""
        accounts = {name: account for name, account in self.accounts.items() if account.owner_id == owner_id}
        legs = tuple(leg for leg in self.draft.legs if leg.account_id in accounts)
        details = {name: told for name, told in self.draft.details.items() if name in accounts}
        return replace(self, draft=replace(self.draft, legs=legs, details=details), accounts=accounts)


class Seen(dict[str, Account]):
    """Accounts as one round trip read them, and the product's own `rows` read beside them, by the label of their change."""

    def __init__(self, accounts: Mapping[str, Account], rows: Mapping[str, Item | None] | None = None) -> None:
        super().__init__(accounts)
        self.rows = dict(rows or {})

    def at(self, now: datetime) -> "Seen":
        """With holds that have expired by `now` released."""
        return Seen({name: account.at(now) for name, account in self.items()}, self.rows)


@dataclass(frozen=True)
class Posting:
    """A request to the ledger.

    `accounts` (or those of `owner_id` that one read brings) are read in one round trip, and beside them `rows` of the
    product's own: table and key under the label of the change that guards each; `compose` judges all of them and says what
    to write (and again, with fresher ones, when a race is lost: it must be pure); `render` makes the complete answer that
    the journal keeps, from what the caller may see;
    `words` maps the ledger's refusals to the product's; `refused` gives the details of a refusal worth publishing, as an
    event of kind `refused_kind` (`<kind>.refused` when not given).
    """

    kind: str
    call: Call
    compose: Callable[[Seen], Draft]
    render: Callable[[Posted], Mapping[str, object]]
    accounts: Sequence[AccountKey] = ()
    owner_id: str = ""
    rows: Mapping[str, tuple[str, Item]] = field(default_factory=dict)
    status: int = 201
    words: Mapping[type[Failure], type[Failure]] = field(default_factory=dict)
    deliver: Callable[[Posted], Sequence[Delivery]] | None = None
    refused: Callable[[Failure, str], Mapping[str, object]] | None = None
    refused_kind: str = ""

    @property
    def posting_id(self) -> str:
        return self.call.posting_id


def apply(account: Account, draft: Draft, at: str) -> Account:
    """`account` after the draft. Raises the ledger's refusals; pure.

    What lowers the available balance needs it: a capture does not, since its hold gave the money away before. Out of a
    frozen account nothing goes, by neither way.
    """
    amount = sum(leg.amount_minor for leg in draft.legs if leg.account_id == account.account_id)
    after = account
    for change in draft.holds:
        if change.account_id == account.account_id:
            after = after.with_hold(change.hold_id, change.hold)
    after = replace(after, posted_minor=account.posted_minor + amount)
    if account.account_id in draft.closes:
        after = replace(after, status="CLOSED")
    _judge(account, after, draft)
    return replace(
        after,
        entry_seq=account.entry_seq + 1,
        entry_at=at,
        version=account.version + 1,
        completed=account.completed + (1 if draft.counts else 0),
    )


def _judge(before: Account, after: Account, draft: Draft) -> None:
    currencies = {leg.currency for leg in draft.legs if leg.account_id == before.account_id}
    if currencies - {before.currency}:
        raise errors.CurrencyMismatch(f"The account is kept in {before.currency}")
    if before.status == "CLOSED":
        raise errors.AccountClosed("The account is closed")
    if before.status == "PENDING":
        raise errors.AccountNotActive("The account is not active yet")
    takes = after.available_minor < before.available_minor
    if before.status == "FROZEN" and (takes or after.posted_minor < before.posted_minor or after.status == "CLOSED"):
        raise errors.AccountFrozen("The account is frozen")
    if after.status == "CLOSED" and (after.posted_minor or after.holds):
        raise errors.Unbalanced("money or a hold is left on an account that is to be closed")
    if takes and after.available_minor < 0:
        raise errors.InsufficientFunds("The amount is more than what is available")
    too_high = before.ceiling_minor is not None and after.posted_minor > before.ceiling_minor
    if too_high and after.posted_minor > before.posted_minor:
        raise errors.Overpayment("The amount is more than what is owed")
    if len(after.holds) > MAXIMUM_OPEN_HOLDS:
        raise errors.TooManyHolds(f"An account may have {MAXIMUM_OPEN_HOLDS} open holds")


def check_draft(draft: Draft, accounts: Mapping[str, Account]) -> set[str]:
    """The customer accounts that the draft touches.

    Raises Unbalanced unless its legs sum to zero in each currency and stand on accounts that were read, or on the bank's, and
    unless its details are of accounts that it touches.
    """
    for currency in {leg.currency for leg in draft.legs}:
        total = sum(leg.amount_minor for leg in draft.legs if leg.currency == currency)
        if total:
            raise errors.Unbalanced(f"legs in {currency} sum to {total}")
    customers = {(leg.owner_id, leg.account_id) for leg in draft.legs if leg.owner_id != BANK or leg.account_id in accounts}
    touched = {account_id for _, account_id in customers} | {change.account_id for change in draft.holds} | set(draft.closes)
    owned = {(account.owner_id, account_id) for account_id, account in accounts.items()}
    if touched - set(accounts) or customers - owned:
        raise errors.Unbalanced("a leg or a hold is on an account that was not read, or is another's")
    if set(draft.details) - touched:
        raise errors.Unbalanced("details are of an account that the draft does not touch")
    return touched
