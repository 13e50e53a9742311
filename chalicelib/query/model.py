"""Projections: what one entry says, what a balance says, and how the next entry changes it. Pure; amounts in minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from chalicelib.ledger.public import figures, position


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an account with the account after it, from an event or from the ledger's own entries alike."""

    owner_id: str
    account_id: str
    product: str
    currency: str
    side: Literal["credit", "debit"]
    seq: int
    at: str
    posting_id: str
    kind: str
    amount: int
    balance: int
    floor: int
    holds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def position(self) -> str:
        return position(self.at, self.seq)


@dataclass(frozen=True, slots=True)
class Balance:
    """An account after entry `seq`."""

    owner_id: str
    account_id: str
    product: str
    currency: str
    side: Literal["credit", "debit"]
    seq: int = 0
    at: str = ""
    balance: int = 0
    floor: int = 0
    holds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def follows(self, entry: Entry) -> bool:
        return entry.seq == self.seq + 1

    def after(self, entry: Entry) -> "Balance":
        """The balance after its next entry."""
        return replace(self, seq=entry.seq, at=entry.at, balance=entry.balance, floor=entry.floor, holds=entry.holds)

    def figures(self, moment: str) -> dict[str, str]:
        """What a customer is told at a time: holds that have ended by then are not held any more."""
        held = sum(int(hold["remaining"]) for hold in self.holds.values() if str(hold["expires_at"]) > moment)
        return figures(self.currency, self.side, self.balance, held, self.floor)


def nothing_yet(entry: Entry) -> Balance:
    """The balance of an account before its first entry."""
    return Balance(entry.owner_id, entry.account_id, entry.product, entry.currency, entry.side)


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as its events tell it; the highest `revision` wins."""

    owner_id: str
    account_id: str
    account_number: str
    type: Literal["checking", "savings"]
    currency: str
    status: Literal["OPEN", "FROZEN", "CLOSED"]
    opened_at: str
    revision: int
