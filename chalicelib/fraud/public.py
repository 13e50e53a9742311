"""What other contexts may use of fraud."""

from chalicelib.fraud.case_store import decided, find_case, is_of, waits_no_more, waits_no_more_of
from chalicelib.fraud.cases import UNCLAIMED, Ground, Suspect
from chalicelib.fraud.decisions import Decision
from chalicelib.fraud.errors import CaseNotYours, DeclinedByPolicy, MerchantBlocked, UnderReview, UnknownCase
from chalicelib.fraud.facts import Facts, WayToPay
from chalicelib.fraud.operations.open_case import open_case
from chalicelib.fraud.screening import (
    admit,
    blacklisted,
    case_rows,
    facts_of,
    lists,
    refusal,
    rows,
    screened,
    turned_away,
)
from chalicelib.fraud.velocity import cash_in, paid_out
from chalicelib.fraud.wire import DecisionReply, Merchant

__all__ = [
    "UNCLAIMED", "CaseNotYours", "Decision", "DecisionReply", "DeclinedByPolicy", "Facts", "Ground", "Merchant", "MerchantBlocked",
    "Suspect", "UnderReview", "UnknownCase", "WayToPay", "admit", "blacklisted", "case_rows", "cash_in", "decided", "facts_of",
    "find_case", "is_of", "lists", "open_case", "paid_out", "refusal", "rows", "screened", "turned_away", "waits_no_more",
    "waits_no_more_of",
]  # fmt: skip
