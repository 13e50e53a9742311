"""Wire shapes of cards."""

from typing import Literal

import msgspec

from chalicelib.fraud.public import Merchant
from chalicelib.platform.schemas import Amount, Body, Identifier, Reply, Text


class PurchaseRequest(Body):
    card_id: Identifier
    merchant: Merchant
    amount: Amount


class SaveRequest(Body):
    amount: Amount
    merchant: Text | None = None


class PayRequest(Body):
    amount: Amount


class ActivateRequest(Body):
    card_id: Identifier


class Activated(Reply):
    card_id: Identifier
    status: Literal["ACTIVATED"]


class CardTransaction(Reply):
    """A movement on a card. `balance` is what a debit card holds, or what is used of a credit card (`used` then too)."""

    transaction_id: Identifier
    status: Literal["COMPLETED"]
    card_id: Identifier
    card_type: Literal["DEBIT", "CREDIT"]
    amount: str
    balance: str
    posted: str
    held: str
    available: str
    currency: str
    at: str
    used: str | msgspec.UnsetType = msgspec.UNSET
    merchant: str | msgspec.UnsetType | None = msgspec.UNSET
    dry_run: bool | msgspec.UnsetType = msgspec.UNSET


class CardView(Reply):
    """A card with its balances: `balance` of a debit card, `used` and `limit` of a credit card."""

    card_id: Identifier
    type: Literal["DEBIT", "CREDIT"]
    status: Literal["PENDING", "ACTIVATED"]
    last4: str
    currency: str
    posted: str
    held: str
    available: str
    balance: str | msgspec.UnsetType = msgspec.UNSET
    used: str | msgspec.UnsetType = msgspec.UNSET
    limit: str | msgspec.UnsetType = msgspec.UNSET


class CardPage(Reply):
    items: list[CardView]
    next_cursor: str | None
