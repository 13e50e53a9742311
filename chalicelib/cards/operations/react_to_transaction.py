"""React to a posting on a card: the row its customer sees, the mail of a top-up or payment, the tenth transaction."""

from collections.abc import Callable

from chalicelib.cards import events, store
from chalicelib.cards.model import REQUIRED_TRANSACTIONS, card_id_of
from chalicelib.cards.operations.activate_card import activate_when_due
from chalicelib.cards.operations.record_transaction import Transaction, record_transaction
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery


def react_to_transaction(transaction: Transaction, call: Call, *, deliver: Callable[[Delivery], None]) -> None:
    """Every step takes a repeat and any order. The mail of a purchase is sent by its flow."""
    record_transaction(transaction)
    mail = mail_of(transaction, call)
    if mail is not None:
        deliver(mail)
    if transaction.completed >= REQUIRED_TRANSACTIONS:
        # A card that does not exist yet looks at the count itself when it is created, so nothing is lost here.
        card = store.find_card(card_id_of(transaction.owner_id, "CREDIT"))
        if card is not None:
            activate_when_due(card, call)


def mail_of(transaction: Transaction, call: Call) -> Delivery | None:
    if transaction.status != "COMPLETED" or transaction.type not in ("SAVE", "PAID") or not transaction.card_type:
        return None
    about = events.about_transaction(
        transaction.card_id,
        transaction.card_type,
        transaction.transaction_id,
        transaction.amount,
        transaction.currency,
        transaction.at,
    )
    to = (transaction.transaction_id, transaction.owner_id)
    if transaction.type == "SAVE":
        return events.money_saved(*to, {**about, "merchant": transaction.merchant, "balance": transaction.balance_after}, call)
    return events.credit_paid(*to, {**about, "used": transaction.balance_after}, call)
