"""What other contexts may use of fraud."""

from chalicelib.fraud.case_store import find_case, is_of, waits_no_more, waits_no_more_of
from chalicelib.fraud.decisions import Decision
from chalicelib.fraud.errors import CaseNotYours, DeclinedByPolicy, MerchantBlocked, UnderReview, UnknownCase
from chalicelib.fraud.facts import Facts, WayToPay
from chalicelib.fraud.operations.open_case import Suspect, open_case
from chalicelib.fraud.screening import admit, facts_of, rows, screened
from chalicelib.fraud.velocity import cash_in, paid_out
from chalicelib.fraud.wire import DecisionReply, Merchant

__all__ = [
    "CaseNotYours", "Decision", "DecisionReply", "DeclinedByPolicy", "Facts", "Merchant", "MerchantBlocked", "Suspect",
    "UnderReview", "UnknownCase", "WayToPay", "admit", "cash_in", "facts_of", "find_case", "is_of", "open_case", "paid_out", "rows", "screened",
    "waits_no_more", "waits_no_more_of",
]  # fmt: skip
