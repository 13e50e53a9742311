"""A card's words for the ledger's refusals."""

from chalicelib.ledger.public import errors


class CardNotActive(errors.AccountNotActive):
    code = "card_not_active"
