"""Post a purchase: one ledger posting, whose outcome, a decline included, is data for the flow to branch on."""

import json

from chalicelib.cards import events, postings
from chalicelib.cards.errors import UnknownCard
from chalicelib.cards.model import Purchase
from chalicelib.kernel.failures import Failure, RequestInProgress, Unavailable
from chalicelib.ledger.public import errors, post
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.outbox import Delivery

# Well inside the task's timeout, so that a crowded card is told as such and not as a timeout.
MAXIMUM_SECONDS = 6.0
APPROVED, DECLINED, BUSY = "APPROVED", "DECLINED", "BUSY"


def post_purchase(asked: Purchase) -> dict[str, object]:
    """`outcome` with the answer's `status`, `replayed`, and `body` and `mail` or what was refused.

    Raises Unavailable and OutcomeUnknown: faults, which the flow tries again under the same key.
    """
    try:
        receipt = make_posting(asked)
    except Unavailable:
        raise
    except Failure as failure:
        return declined(failure)
    return approved(receipt, asked)


def make_posting(asked: Purchase) -> Receipt:
    """The posting itself, for a dry run too. Raises its refusals."""
    try:
        return post(postings.purchase(asked), maximum_seconds=MAXIMUM_SECONDS)
    except errors.UnknownAccount as error:
        raise UnknownCard("No such card") from error


def mail_of(receipt: Receipt, asked: Purchase) -> Delivery:
    """The mail of a purchase that was made; its id is the posting's, so it goes once whoever sends it."""
    body = receipt.body
    about = events.about_transaction(
        asked.card_id, body["cardType"], receipt.posting_id, body["amount"], body["currency"], body["at"]
    )
    about |= {"merchant": body["merchant"], "balance": body["balance"]}
    return events.purchase_made(receipt.posting_id, asked.owner_id, about, asked.call)


def approved(receipt: Receipt, asked: Purchase) -> dict[str, object]:
    return {
        "outcome": APPROVED,
        "status": receipt.status,
        "body": dict(receipt.body),
        "replayed": receipt.replayed,
        "mail": json.loads(mail_of(receipt, asked)["body"]),
    }


def declined(failure: Failure) -> dict[str, object]:
    return {
        "outcome": BUSY if isinstance(failure, RequestInProgress) else DECLINED,
        "status": failure.status,
        "code": failure.code,
        "detail": failure.detail,
        "facts": failure.facts,
        "replayed": failure.replayed,
    }
