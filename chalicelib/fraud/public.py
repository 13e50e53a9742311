"""What other contexts may use of fraud."""

from chalicelib.fraud.errors import DeclinedByPolicy, MerchantBlocked, UnderReview
from chalicelib.fraud.facts import Facts
from chalicelib.fraud.operations.screen_merchant import screen_merchant
from chalicelib.fraud.screening import rows, screened
from chalicelib.fraud.wire import DecisionReply, Merchant

__all__ = [
    "DecisionReply", "DeclinedByPolicy", "Facts", "Merchant", "MerchantBlocked", "UnderReview", "rows", "screen_merchant", "screened",
]  # fmt: skip
