"""Save money to a debit card, pay a credit card off: one read and one transaction of three items each."""

from chalicelib.cards.errors import UnknownCard
from chalicelib.ledger.public import Posting, errors, post
from chalicelib.platform.funding import require_source
from chalicelib.platform.idempotency import Receipt


def move_money(posting: Posting) -> Receipt:
    """Posts a top-up or a payment (see `postings`): both take money from nowhere. Raises its refusals; another's card is an unknown one."""
    require_source()
    try:
        return post(posting)
    except errors.UnknownAccount as error:
        raise UnknownCard("No such card") from error
