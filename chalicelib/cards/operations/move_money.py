"""Save money to a debit card, pay a credit card off: one read and one transaction of three items each."""

from chalicelib.cards.errors import UnknownCard
from chalicelib.ledger.public import Posting, errors, post
from chalicelib.platform.idempotency import Receipt


def move_money(posting: Posting) -> Receipt:
    """Posts a top-up or a payment (see `postings`). Raises its refusals; another's card is an unknown one."""
    try:
        return post(posting)
    except errors.UnknownAccount as error:
        raise UnknownCard("No such card") from error
