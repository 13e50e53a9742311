"""Call a transfer off whose money is held: while a person of the bank looks at it, until the network to another bank takes
it, or until it is credited to an account that many are paying."""

from dataclasses import replace

from chalicelib.ledger.public import Posting, post
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.reviews import public as reviews
from chalicelib.transfers import crowded, errors, external_postings, review
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.operations.end_review import no_proposal
from chalicelib.transfers.queries import find_transfer


def cancel_transfer(transaction_id: str, call: Call) -> Receipt:
    """By the caller, who pays. Raises UnknownTransfer, NotCancellable.

    Whether anything of it waits is judged in the posting: a key that called it off before is answered so again.
    """
    transfer, side = find_transfer(call.caller_id, transaction_id)
    if side == "in":
        raise errors.NotCancellable("Nothing of this transfer waits")
    return post(_posting(transfer, call))


def _posting(transfer: Transfer, call: Call) -> Posting:
    if transfer.external and transfer.status != "UNDER_REVIEW":
        return external_postings.cancelled(transfer, call)
    if transfer.was_in_line:
        back = crowded.gone_back(transfer, "CANCELLED", None, call)
        return replace(back, words={errors.NotWaiting: errors.NotCancellable})
    held = review.letting_go(transfer, review.CANCELLED, call, lambda: no_proposal(transfer.transaction_id, call))
    return replace(held, words={reviews.ReviewEnded: errors.NotCancellable})
