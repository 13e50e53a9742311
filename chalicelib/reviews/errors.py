"""Refusals of reviews."""

from chalicelib.kernel.failures import Conflict


class ReviewEnded(Conflict):
    """The transfer or payment is not held any more: somebody decided it, the payer called it off, or its time was over."""

    code = "review_ended"
    what_to_do = "Read it to see what became of it."
