"""What other contexts may use of fraud."""

from chalicelib.fraud.backtest_store import find_backtest, new_backtest, stepped
from chalicelib.fraud.backtests import KEPT_DAYS as BACKTEST_KEPT_DAYS
from chalicelib.fraud.backtests import LONGEST as LONGEST_BACKTEST
from chalicelib.fraud.backtests import Backtest, Kept, in_earnest
from chalicelib.fraud.case_store import decided, find_case, findings_of, is_of, waits_no_more, waits_no_more_of
from chalicelib.fraud.cases import UNCLAIMED, Ground, Suspect
from chalicelib.fraud.decisions import Decision, by_list
from chalicelib.fraud.errors import (
    CaseNotYours,
    DeclinedByPolicy,
    MerchantBlocked,
    UnderReview,
    UnknownBacktest,
    UnknownCase,
    UnknownRule,
)
from chalicelib.fraud.facts import Facts, WayToPay
from chalicelib.fraud.operations.change_rules import find as find_rule
from chalicelib.fraud.operations.open_case import open_case
from chalicelib.fraud.screening import (
    admit,
    blacklisted,
    blacklisted_among,
    case_rows,
    facts_of,
    judge,
    lists,
    refusal,
    rows,
    rules_of,
    screened,
    turned_away,
)
from chalicelib.fraud.velocity import cash_given, cash_in, cash_out, paid_out
from chalicelib.fraud.wire import DecisionReply, Merchant

__all__ = [
    "BACKTEST_KEPT_DAYS", "LONGEST_BACKTEST", "UNCLAIMED", "Backtest", "CaseNotYours", "Decision", "DecisionReply",
    "DeclinedByPolicy", "Facts", "Ground", "Kept", "Merchant", "MerchantBlocked", "Suspect", "UnderReview",
    "UnknownBacktest", "UnknownCase", "UnknownRule", "WayToPay", "admit", "blacklisted", "blacklisted_among", "by_list", "case_rows", "cash_given", "cash_in",
    "cash_out", "decided", "facts_of", "find_backtest", "find_case", "find_rule", "findings_of", "in_earnest", "is_of", "judge",
    "lists", "new_backtest",
    "open_case", "paid_out", "refusal", "rows", "rules_of", "screened", "stepped", "turned_away", "waits_no_more",
    "waits_no_more_of",
]  # fmt: skip
