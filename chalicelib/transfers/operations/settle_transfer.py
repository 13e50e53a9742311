"""Complete a transfer that its network has settled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.ledger.public import post
from chalicelib.networks import public as networks
from chalicelib.platform import dynamo, waits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.transfers import errors, queries
from chalicelib.transfers import external_postings as postings
from chalicelib.transfers.external import wait_id_of
from chalicelib.transfers.model import Status

ASKED_AGAIN_AFTER = timedelta(hours=1)


def settle_transfer(transaction_id: str, at: datetime, call: Call, changes: Sequence[Change] = ()) -> Status | Literal["WAITING"]:
    """`at` is the network's time: the clock's, but in a simulation, which writes `changes` with it. Returns how the transfer stands, WAITING while the network has
    not settled it.

    Safe to repeat. Raises UnknownTransfer.
    """
    transfer = queries.find_external(transaction_id)
    if transfer.status != "SUBMITTED":
        return transfer.status
    submission = networks.find_submission(transaction_id, at)
    if submission is None or not submission.settled_at:
        _ask_again(transaction_id, call)
        return "WAITING"
    key = call.under(transfer.owner_id, "transfers.settle", transaction_id, {"transactionId": transaction_id})
    try:
        post(postings.settled(transfer, submission.settled_at, key, changes))
    except errors.NotWaiting:  # it came back a moment before, or another worker was here
        return queries.find_external(transaction_id).status
    return "COMPLETED"


def _ask_again(transaction_id: str, call: Call) -> None:
    wait = waits.find(wait_id_of(transaction_id))
    if wait is None or wait.outcome or wait.due_at > clock.to_text(call.now):
        return
    try:
        dynamo.write(waits.postpone(wait, call.now + ASKED_AGAIN_AFTER))
    except dynamo.Refused:  # it was decided, or postponed, meanwhile
        pass
