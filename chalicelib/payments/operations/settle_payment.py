"""Set a payment's status once, as the ledger's journal has its outcome, and tell the customer."""

from dataclasses import replace

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.ledger.public import find_journal
from chalicelib.payments import events, room, store
from chalicelib.payments.errors import UnknownPayment
from chalicelib.payments.model import Payment
from chalicelib.payments.queries import scope_of
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.consumers import Unvouched
from chalicelib.reviews import public as reviews


def settle_payment(payment_id: str, call: Call) -> None:
    """Does nothing when the payment has its outcome already; one that failed gives its room in the limit back. Raises UnknownPayment;
    Unvouched while the journal has none, whatever a message says."""
    pending = store.find_payment(payment_id)
    if pending is None:
        raise UnknownPayment("No such payment")
    payment = _ended(pending, call)
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        room_back = room.given_back(payment, call) if payment.status == "FAILED" else []
        try:
            dynamo.transact([store.settled(payment), events.settled(payment, call), *room_back])
            return
        except dynamo.Refused as refused:
            if "payment" in refused.items:
                return  # settled before; the event came twice
        dynamo.pause(attempt)
    raise RequestInProgress("The payer's limit is changed this moment")


def _ended(pending: Payment, call: Call) -> Payment:
    outcome = find_journal(scope_of(pending))
    if outcome is None:
        raise Unvouched("The journal has no outcome of this payment")
    ended = replace(pending, settled_at=clock.to_text(call.now))
    if outcome["kind"] == reviews.HELD:
        held = reviews.find(pending.payment_id)
        if held is None or held.status == "UNDER_REVIEW":
            raise Unvouched("The payment waits for a person")
        return replace(ended, status="SUCCESSFUL" if held.status == "COMPLETED" else "FAILED", reason=held.reason)
    if "refusal" in outcome:
        return replace(ended, status="FAILED", reason=outcome["refusal"]["code"])
    return replace(ended, status="SUCCESSFUL")
