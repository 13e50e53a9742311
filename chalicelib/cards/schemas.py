"""Wire shapes of cards."""

from typing import Literal

import msgspec

from chalicelib.fraud.public import Merchant
from chalicelib.platform.own_words import FiguresAndWords, OwnWords
from chalicelib.platform.schemas import Amount, AmountText, Balance, Body, Currency, Identifier, Reply, Text, Timestamp


class PurchaseRequest(OwnWords):
    """What to buy, where, with which card.

    card_id: the card that pays
    merchant: who is paid, as the card's statement will say, such as Bakery
    amount: the price, in the card's currency
    """

    card_id: Identifier
    merchant: Merchant
    amount: Amount


class SaveRequest(OwnWords):
    """How much to add to the card.

    amount: how much, in the card's currency
    merchant: who paid it in, where that is worth remembering, such as Payroll
    """

    amount: Amount
    merchant: Text | None = None


class PayRequest(OwnWords):
    """How much of what is used to pay off.

    amount: at most what is used of the card
    """

    amount: Amount


class ActivateRequest(Body):
    """The card to activate.

    card_id: the caller's credit card
    """

    card_id: Identifier


class Activated(Reply):
    """The card is active.

    card_id: the card
    status: its status now
    """

    card_id: Identifier
    status: Literal["ACTIVATED"]


class CardTransaction(FiguresAndWords):
    """A movement on a card with the balances after it.

    transaction_id: the id of the movement
    status: COMPLETED, since what is refused is a problem document
    card_id: the card
    card_type: what kind of card it is
    amount: how much was moved
    at: when it was posted
    used: what is used of a credit card now; not there for a debit card
    merchant: who was paid, or paid in, such as Bakery
    dry_run: true where nothing was done and this is what would have happened
    """

    transaction_id: Identifier
    status: Literal["COMPLETED"]
    card_id: Identifier
    card_type: Literal["DEBIT", "CREDIT"]
    amount: AmountText
    at: Timestamp
    used: Balance | msgspec.UnsetType = msgspec.UNSET
    merchant: str | msgspec.UnsetType | None = msgspec.UNSET
    dry_run: bool | msgspec.UnsetType = msgspec.UNSET


class CardView(Reply):
    """A card with its balances: `balance` of a debit card, `used` and `limit` of a credit card.

    card_id: the id of the card
    type: what kind of card it is
    status: PENDING until a credit card may be used; a debit card is ACTIVATED from the start
    frozen: whether it buys nothing until it is unfrozen
    last4: the last digits of its number, such as 4242
    currency: what the card is kept in
    posted: what all postings so far add up to
    held: what open holds keep back
    available: what can be spent with it now
    balance: what a debit card holds
    used: what is used of a credit card
    limit: how much of a credit card can be used in all
    """

    card_id: Identifier
    type: Literal["DEBIT", "CREDIT"]
    status: Literal["PENDING", "ACTIVATED"]
    frozen: bool
    last4: str
    currency: Currency
    posted: Balance
    held: Balance
    available: Balance
    balance: Balance | msgspec.UnsetType = msgspec.UNSET
    used: Balance | msgspec.UnsetType = msgspec.UNSET
    limit: Balance | msgspec.UnsetType = msgspec.UNSET


class CardPage(Reply):
    """A page of the caller's cards.

    items: the cards
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[CardView]
    next_cursor: str | None
