"""Refusals of cards. Another's card is answered as an unknown one."""

from typing import TypedDict

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable


class UnknownCard(NotFound):
    """The caller has no card under this id."""

    code = "card_not_found"


class CardNotActive(Conflict):
    """The card is still pending: a credit card becomes active with the tenth completed transaction."""

    code = "card_not_active"
    what_to_do = "Use the debit card until the credit card is active; GET /cards tells the status of both."


class NotADebitCard(Conflict):
    """Money can be added to debit cards only."""

    code = "not_a_debit_card"
    what_to_do = "Name a debit card; a credit card is paid off with POST /card/paid/{card_id}."


class NotACreditCard(Conflict):
    """Only a credit card has something to pay off."""

    code = "not_a_credit_card"
    what_to_do = "Name a credit card; money is added to a debit card with POST /transactions/save/{card_id}."


class CreditLimitExceeded(Unprocessable):
    """The purchase is more than what is left of the card's limit."""

    code = "credit_limit_exceeded"
    what_to_do = "Pay off what is used of the card, or buy for less; GET /cards tells what is available."


class TransactionsRequired(Conflict):
    """Fewer transactions were completed than the activation of a credit card needs."""

    code = "transactions_required"
    what_to_do = "Complete more purchases and top-ups; with the last one that is needed the card becomes active by itself."

    class Facts(TypedDict):
        """completed: transactions completed so far
        required: transactions that activation needs
        """

        completed: int
        required: int


class MalformedRequest(Exception):
    """A message for the card worker that cannot be read: trying again cannot help."""
