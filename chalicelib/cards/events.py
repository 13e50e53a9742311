"""The facts of cards and the mails they cause. A mail's id is the fact's id and the template, so it is sent once."""

from chalicelib.cards.model import Card, last4_of
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.outbox import Delivery


def card_created(card: Card, call: Call) -> Change:
    data = {"cardId": card.card_id, "cardType": card.type, "last4": card.last4, "status": card.status}
    about = {**data, "limit": card.limit, "currency": card.currency}
    mail = outbox.mail(card.card_id, "CARD.CREATE", card.owner_id, about, call.correlation_id)
    return outbox.record("card.created", [mail], call)


def card_activated(card: Card, call: Call) -> Change:
    data = {"cardId": card.card_id, "last4": card.last4, "limit": card.limit, "currency": card.currency}
    mail = outbox.mail(card.card_id, "CARD.ACTIVATE", card.owner_id, data, call.correlation_id)
    return outbox.record("card.activated", [mail], call)


def purchase_made(transaction_id: str, owner_id: str, data: dict[str, object], call: Call) -> Delivery:
    return outbox.mail(transaction_id, "TRANSACTION.PURCHASE", owner_id, data, call.correlation_id)


def money_saved(transaction_id: str, owner_id: str, data: dict[str, object], call: Call) -> Delivery:
    return outbox.mail(transaction_id, "TRANSACTION.SAVE", owner_id, data, call.correlation_id)


def credit_paid(transaction_id: str, owner_id: str, data: dict[str, object], call: Call) -> Delivery:
    return outbox.mail(transaction_id, "TRANSACTION.PAID", owner_id, data, call.correlation_id)


def about_transaction(
    card_id: str, card_type: str, transaction_id: str, amount: str, currency: str, at: str
) -> dict[str, object]:
    """What every mail about a transaction tells."""
    return {
        "cardId": card_id,
        "cardType": card_type,
        "last4": last4_of(card_id),
        "transactionId": transaction_id,
        "amount": amount,
        "currency": currency,
        "at": at,
    }
