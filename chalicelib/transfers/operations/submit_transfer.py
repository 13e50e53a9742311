"""Hand a transfer to its network: the held money is taken first, so that what the network has cannot be called off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.ledger.public import post
from chalicelib.networks import public as networks
from chalicelib.platform import dynamo, outbox, vault, waits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.transfers import errors, events, queries, store
from chalicelib.transfers import external_postings as postings
from chalicelib.transfers.external import wait_id_of
from chalicelib.transfers.model import Status, Transfer
from chalicelib.transfers.operations.send_transfer import context_of


def submit_transfer(transaction_id: str, at: datetime, call: Call, changes: Sequence[Change] = ()) -> Status:
    """`at` is the network's time: the clock's, but in a simulation, which writes `changes` with what it does first. Returns how the transfer stands: SUBMITTED, or what it ended as.

    Safe to repeat, and to go on with wherever it was left. Raises UnknownTransfer, and what the network raises, which another try
    mends.
    """
    transfer = queries.find_external(transaction_id)
    if transfer.status == "BALANCE_RESERVED":
        _take_money(transfer, call, changes)
        changes = ()
        transfer = queries.find_external(transaction_id)
    if transfer.status == "SUBMITTED" and not transfer.to_bank.trace_number:
        _hand_over(transfer, at, call, changes)
    return transfer.status


def _take_money(transfer: Transfer, call: Call, changes: Sequence[Change]) -> None:
    key = call.under(transfer.owner_id, "transfers.submit", transfer.transaction_id, {"transactionId": transfer.transaction_id})
    try:
        post(postings.submitted(transfer, key, changes))
    except errors.NotWaiting:  # its payer called it off a moment before, or another worker was here
        pass


def _hand_over(transfer: Transfer, at: datetime, call: Call, told: Sequence[Change]) -> None:
    """The network takes it once; what it said is kept with the fact, and the wait goes on until it settles."""
    to = transfer.to_bank
    payment = networks.Payment(
        transfer.transaction_id,
        to.network,
        to.routing_number,
        vault.decrypt(to.account, context_of(transfer.transaction_id)),
        to.name,
        transfer.amount_minor,
        to.same_day,
    )
    submission = networks.submit(payment, at)
    after = replace(transfer, external=to.taken(submission))
    changes = [
        store.handed_over(after, transfer),
        outbox.record("transaction.processing", events.moved_on(after, "", call), call),
        *told,
    ]
    wait = waits.find(wait_id_of(transfer.transaction_id))
    if wait is not None and not wait.outcome:
        changes.append(waits.postpone(wait, clock.from_text(submission.expected_settlement_at)))
    try:
        dynamo.transact(changes)
    except dynamo.Refused:  # another worker kept the same, or it has gone further since
        pass
