"""Call a transfer off whose money is held: while a person of the bank looks at it, or until the network to another bank takes it."""

from chalicelib.ledger.public import Posting, post
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.transfers import errors, external_postings, review
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.operations.end_review import no_proposal
from chalicelib.transfers.queries import find_transfer


def cancel_transfer(transaction_id: str, call: Call) -> Receipt:
    """By the caller, who pays. Raises UnknownTransfer, NotCancellable."""
    transfer, side = find_transfer(call.caller_id, transaction_id)
    if side == "in" or transfer.status not in ("UNDER_REVIEW", "BALANCE_RESERVED"):
        raise _not_cancellable()
    try:
        return post(_posting(transfer, call))
    except errors.ReviewEnded as ended:
        raise _not_cancellable() from ended


def _posting(transfer: Transfer, call: Call) -> Posting:
    if transfer.status == "BALANCE_RESERVED":
        return external_postings.cancelled(transfer, call)
    return review.letting_go(transfer, review.CANCELLED, call, lambda: no_proposal(transfer.transaction_id, call))


def _not_cancellable() -> errors.NotCancellable:
    return errors.NotCancellable("Nothing of this transfer waits")
