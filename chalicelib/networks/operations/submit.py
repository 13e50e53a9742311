"""Hand a payment to its network."""

import hashlib
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.networks import store, windows
from chalicelib.networks.model import Payment, Submission

# The bank as the networks know it: the first eight digits of its routing number, and its place on Fedwire.
ACH_ORIGIN, WIRE_ORIGIN = "09100001", "INFERNO1"
MAXIMUM_TRIES = 20


def submit(payment: Payment, now: datetime) -> Submission:
    """Safe to repeat: a payment that the network has is answered as it was. Raises RequestInProgress when no trace number is
    found, which another try mends."""
    window = windows.window(payment.network, payment.same_day, now)
    for number in range(MAXIMUM_TRIES):
        submission = Submission(
            payment.payment_id,
            payment.network,
            payment.routing_number,
            payment.amount_minor,
            _trace_number(payment, now, number),
            clock.to_text(now),
            window.effective_date.isoformat(),
            clock.to_text(window.settles_at),
        )
        if (kept := store.taken(submission)) is not None:
            return kept
    raise RequestInProgress("The network found no trace number; try again")


def trace_number(origin: str, *names: str) -> str:
    """Whose it is, and seven digits that follow from `names`."""
    return f"{origin}{int(hashlib.sha256(chr(0).join(names).encode()).hexdigest(), 16) % 10**7:07}"


def _trace_number(payment: Payment, now: datetime, number: int) -> str:
    origin = ACH_ORIGIN if payment.network == "ach" else f"{windows.today(now):%Y%m%d}{WIRE_ORIGIN}"
    return trace_number(origin, payment.payment_id, str(number))
