"""A card's words for the ledger's refusals."""

from chalicelib.ledger.public import errors


class CardNotActive(errors.AccountNotActive):
    """Nothing can be held on a card that is still pending."""

    code = "card_not_active"
    what_to_do = "Hold on the debit card until the credit card is active; GET /cards tells the status of both."
