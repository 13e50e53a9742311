"""What the networks say of a payment."""

from dataclasses import replace
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.networks import store
from chalicelib.networks.model import Submission


def find_submission(payment_id: str, now: datetime) -> Submission | None:
    """As it is at `now`: the clock settles it. None where the network has nothing of it."""
    submission = store.find(payment_id)
    if submission is None or submission.settled_at or clock.to_text(now) < submission.expected_settlement_at:
        return submission
    return replace(submission, settled_at=submission.expected_settlement_at)
