"""Settle a payment before its time: nobody but a simulation can."""

from datetime import datetime

from chalicelib.networks import store


def settle(payment_id: str, now: datetime) -> None:
    """Raises LookupError for what the network does not have."""
    submission = store.find(payment_id)
    if submission is None:
        raise LookupError(f"the network has no payment {payment_id}")
    store.settled(submission, now)
