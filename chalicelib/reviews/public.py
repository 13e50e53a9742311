"""What other contexts may use of reviews."""

from chalicelib.reviews.errors import ReviewEnded
from chalicelib.reviews.model import EXPIRED, HELD, HOLD_DAYS, Ending, HeldPayment, Onward
from chalicelib.reviews.postings import Changes, approval, begin, declined, end, held, letting_go
from chalicelib.reviews.store import every_held, find, is_held, screened_between

__all__ = [
    "EXPIRED", "HELD", "HOLD_DAYS", "Changes", "Ending", "HeldPayment", "Onward", "ReviewEnded", "approval", "begin",
    "declined", "end", "every_held", "find", "held", "is_held", "letting_go", "screened_between",
]  # fmt: skip
