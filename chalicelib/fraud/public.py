"""What other contexts may use of fraud."""

from chalicelib.fraud.case_store import find_case, is_of, waits_no_more, waits_no_more_of
from chalicelib.fraud.decisions import Decision
from chalicelib.fraud.errors import CaseNotYours, DeclinedByPolicy, MerchantBlocked, UnknownCase
from chalicelib.fraud.facts import Facts
from chalicelib.fraud.operations.open_case import Suspect, open_case
from chalicelib.fraud.screening import rows, screen_merchant, screened
from chalicelib.fraud.wire import DecisionReply, Merchant

__all__ = [
    "CaseNotYours", "Decision", "DecisionReply", "DeclinedByPolicy", "Facts", "Merchant", "MerchantBlocked",
    "Suspect", "UnknownCase", "find_case", "is_of", "open_case", "rows", "screen_merchant", "screened",
    "waits_no_more", "waits_no_more_of",
]  # fmt: skip
