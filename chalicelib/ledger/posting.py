"""What is to be posted, and what was: legs, drafts, postings. Amounts are minor units, positive = credit to the account (its
owner has more, or owes less), negative = debit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.kernel.failures import Failure
from chalicelib.ledger.model import Account, AccountKey, OpenHold
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.outbox import Delivery

BANK = ""  # the owner of the bank's own accounts, which have no balance row


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


@dataclass(frozen=True)
class Draft:
    """What a product composed from the accounts as read: legs and hold changes, what each account's owner is told of it (by
    account: no two have one in common), further changes of its own items in the same transaction. `counts` adds one to each
    customer account's `completed`, `tallies` what it says to an account's own, by name; accounts of `closes` take this posting as
    their last. Where judging decides what a posting
    is, `kind` and `status` say it, and `deliveries` leave beside the posting's own. `verdict` is what the product made of the
    rows beside its accounts, for its own `render` and `deliver`."""

    legs: Sequence[Leg]
    details: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    holds: Sequence[HoldChange] = ()
    counts: bool = False
    tallies: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    closes: Sequence[str] = ()
    changes: Sequence[Change] = ()
    verdict: Any = None
    deliveries: Sequence[Delivery] = ()
    kind: str = ""
    status: int = 0


@dataclass(frozen=True)
class Posted:
    """A draft as it was written: what `deliver` sees, and `render` the caller's side of it."""

    posting_id: str
    at: str
    draft: Draft
    accounts: Mapping[str, Account]
    dry_run: bool
    kind: str
    status: int

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
