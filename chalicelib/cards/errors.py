"""Refusals of cards. Another's card is answered as an unknown one."""

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable


class UnknownCard(NotFound):
    code = "card_not_found"


class CardNotActive(Conflict):
    code = "card_not_active"


class NotADebitCard(Conflict):
    """Money can be saved to debit cards only."""

    code = "not_a_debit_card"


class NotACreditCard(Conflict):
    """Only a credit card has something to pay off."""

    code = "not_a_credit_card"


class CreditLimitExceeded(Unprocessable):
    code = "credit_limit_exceeded"


class TransactionsRequired(Conflict):
    """Not enough completed transactions to activate the credit card; `completed` and `required` say how many."""

    code = "transactions_required"


class MalformedRequest(Exception):
    """A message for the card worker that cannot be read: trying again cannot help."""
