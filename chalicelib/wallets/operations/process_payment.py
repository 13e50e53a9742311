"""The wallet's side of a payment: debit, then say on `payment_events` how it went."""

from collections.abc import Mapping

from chalicelib.kernel.failures import Failure, is_remembered
from chalicelib.ledger.public import QUEUED_SECONDS, post
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery
from chalicelib.wallets import postings

_WAITS = 202  # the status of a posting that holds the money instead


def process_payment(event: Mapping[str, str], call: Call) -> Delivery | None:
    """Debits the wallet once per payment and returns the event to publish; none of one that is held, whose end tells it.

    The ledger remembers success and refusal under the payment's id, so a repeated request is answered with the same event
    and never with the other one.
    """
    told = {"transactionId": event["transactionId"], "correlationId": call.correlation_id}
    try:
        receipt = post(postings.payment(event, call), maximum_seconds=QUEUED_SECONDS)
    except Failure as failure:
        if not is_remembered(failure):
            raise  # the queue tries again, and a person sees what the journal cannot keep
        return outbox.to_topic("payment_events", "PAYMENT_FAILED", {**told, "reason": failure.code})
    if receipt.status == _WAITS:
        return None
    return outbox.to_topic("payment_events", "PAYMENT_SUCCESSFUL", {**told, "postingId": receipt.posting_id})
