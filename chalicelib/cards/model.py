"""What a card is: its type, its limit by its score, and how it stands in the ledger. Pure; amounts are minor units."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.kernel import clock, ids
from chalicelib.kernel.money import DEFAULT_CURRENCY, Money, to_decimal
from chalicelib.ledger.public import Account
from chalicelib.platform.call import Call

CardType = Literal["DEBIT", "CREDIT"]
CardStatus = Literal["PENDING", "ACTIVATED"]
CURRENCY = DEFAULT_CURRENCY
PRODUCTS: dict[str, CardType] = {"debit_card": "DEBIT", "credit_card": "CREDIT"}  # by the ledger's product
REQUIRED_TRANSACTIONS = 10
HIGHEST_SCORE = 100
_LOWEST_LIMIT_MINOR, _HIGHEST_LIMIT_MINOR = 100_00, 10_000_000_00


@dataclass(frozen=True, slots=True)
class Card:
    """A card. It has no number: `token` is random and stands for it, `last4` is what people tell it by.

    `score` and `limit_minor` belong to credit cards.
    """

    card_id: str
    owner_id: str
    type: CardType
    status: CardStatus
    token: str
    score: int | None = None
    limit_minor: int | None = None
    currency: str = CURRENCY

    @property
    def last4(self) -> str:
        return last4_of(self.card_id)

    @property
    def limit(self) -> str | None:
        """The limit as a decimal string; None for a debit card."""
        return None if self.limit_minor is None else to_decimal(self.limit_minor, self.currency)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as asked for."""

    owner_id: str
    card_id: str
    merchant: str
    amount: Money
    call: Call

    @property
    def transaction_id(self) -> str:
        """The id that the ledger will give the posting."""
        return self.call.posting_id


def card_id_of(owner_id: str, type: CardType) -> str:
    """The id of an owner's card of one type: a request that comes twice finds the card of the first."""
    return ids.derived_id(ids.moment_of(owner_id), owner_id, type)


def last4_of(card_id: str) -> str:
    """The last four digits: they follow from the id, so that no mail needs to read the card for them."""
    return f"{int.from_bytes(hashlib.sha256(card_id.encode()).digest()[:8], 'big') % 10_000:04d}"


def limit_minor_of(score: int) -> int:
    """100 + (score / 100) × (10,000,000 − 100) in whole currency units, exactly, as minor units."""
    if not 0 <= score <= HIGHEST_SCORE:
        raise ValueError(f"a score lies between 0 and {HIGHEST_SCORE}")
    return _LOWEST_LIMIT_MINOR + score * (_HIGHEST_LIMIT_MINOR - _LOWEST_LIMIT_MINOR) // HIGHEST_SCORE


def account_of(card: Card, now: datetime) -> Account:
    """The ledger's account of a new card: a debit card holds money, a credit card owes up to its limit."""
    opened_at = clock.to_text(now)
    if card.type == "DEBIT":
        return Account(card.owner_id, card.card_id, "debit_card", card.currency, "credit", "OPEN", opened_at)
    return Account(
        card.owner_id, card.card_id, "credit_card", card.currency, "debit", "PENDING", opened_at,
        floor_minor=-(card.limit_minor or 0), ceiling_minor=0,
    )  # fmt: skip
