"""Record what happened to a card as its customer sees it: a row of `transaction-table`, done and declined alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.cards import store
from chalicelib.cards.model import PRODUCTS, CardType
from chalicelib.kernel.money import to_decimal
from chalicelib.platform import dynamo


@dataclass(frozen=True, slots=True)
class Transaction:
    """A posting on a card. `amount` has no sign; `balance_after` is what is used of a credit card.

    `signed_minor` and `seq` are the ledger's own, so that the rows can be reconciled with its entries.
    """

    transaction_id: str
    card_id: str
    owner_id: str
    card_type: CardType | None
    type: str
    status: str
    merchant: str | None
    amount: str
    currency: str
    balance_after: str | None
    at: str
    completed: int
    reason: str | None = None
    signed_minor: int | None = None
    seq: int | None = None
    own_words: Mapping[str, Any] = field(default_factory=dict)


def read_event(event: Mapping[str, Any]) -> Transaction | None:
    """The card transaction in an event of the ledger; None when it is about something else."""
    if event.get("refusal"):
        return _declined(event)
    touched = next((account for account in event["touched"] if account["product"] in PRODUCTS), None)
    if touched is None:
        return None
    minor = sum(leg["amount"] for leg in event["legs"] if leg["account"] == touched["account"])
    if minor == 0:
        return None  # a hold moves no money
    currency = next(leg["currency"] for leg in event["legs"])
    card_type = PRODUCTS[touched["product"]]
    balance = -touched["balance"] if card_type == "CREDIT" else touched["balance"]
    return Transaction(
        transaction_id=event["postingId"],
        card_id=touched["account"],
        owner_id=touched["owner"],
        card_type=card_type,
        type=str(event["kind"]).rpartition(".")[2].upper(),
        status="COMPLETED",
        merchant=touched["details"].get("merchant"),
        amount=to_decimal(abs(minor), currency),
        currency=currency,
        balance_after=to_decimal(balance, currency),
        at=event["at"],
        completed=touched["completed"],
        signed_minor=minor,
        seq=touched["seq"],
        own_words={name: touched["details"][name] for name in ("reference", "metadata") if name in touched["details"]},
    )


def record_transaction(transaction: Transaction) -> None:
    """Writes the row; the same event again, and later ones first, do no harm: one row per posting."""
    row = {
        "card_id": transaction.card_id,
        "owner_id": transaction.owner_id,
        "type": transaction.type,
        "status": transaction.status,
        "merchant": transaction.merchant,
        "amount": transaction.amount,
        "currency": transaction.currency,
        "balanceAfter": transaction.balance_after,
        "reason": transaction.reason,
        "at": transaction.at,
        "signed_minor": transaction.signed_minor,
        "seq": transaction.seq,
        **transaction.own_words,
    }
    dynamo.write(store.keep_transaction(transaction.transaction_id, row))


def _declined(event: Mapping[str, Any]) -> Transaction:
    asked = event["refused"]
    return Transaction(
        transaction_id=event["postingId"],
        card_id=asked["cardId"],
        owner_id=asked["ownerId"],
        card_type=None,
        type=asked["type"],
        status="DECLINED",
        merchant=asked.get("merchant"),
        amount=to_decimal(asked["amount"], asked["currency"]),
        currency=asked["currency"],
        balance_after=None,
        at=event["at"],
        completed=0,
        reason=event["refusal"]["code"],
    )
