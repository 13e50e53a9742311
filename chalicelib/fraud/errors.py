"""What the screening finds, and what staff may do wrong about it."""

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable


class MerchantBlocked(Unprocessable):
    """The bank's customers do not pay this merchant, however its name is written."""

    code = "merchant_blocked"
    what_to_do = "Pay somebody else: no card, wallet or spelling of the name changes this."

    def __init__(self, merchant: str) -> None:
        super().__init__(f"Payments to {merchant} are declined")


class DeclinedByPolicy(Unprocessable):
    """The bank does not carry this payment out. Why is not told."""

    code = "declined_by_policy"
    what_to_do = "Talk to the bank; the same payment will be declined again."


class UnderReview(Unprocessable):
    """The bank would have to look at this payment first, and there is nowhere for it to wait. Nothing moved."""

    code = "under_review"
    what_to_do = "Talk to the bank, or pay by a transfer, which can wait for its review."


class UnknownRule(NotFound):
    """There is no rule under this id."""

    code = "rule_not_found"


class RuleStatus(Conflict):
    """The rule cannot come to this status from the one it has."""

    code = "rule_status"
    what_to_do = "Read the rule: a draft goes through the shadow or straight to active, and what is deleted stays so."


class TooManyRules(Unprocessable):
    """As many rules are in use as the bank can judge with every payment."""

    code = "too_many_rules"
    what_to_do = "Take a rule out of use first; two can often be one."


class UnknownEntry(NotFound):
    """There is no entry under this id on the list."""

    code = "list_entry_not_found"


class UnknownCase(NotFound):
    """There is no case under this id."""

    code = "case_not_found"


class CaseTaken(Conflict):
    """Somebody has this case, or it is closed."""

    code = "case_taken"
    what_to_do = "Read the case: to take it over, name who has it as `insteadOf`."


class CaseNotYours(Conflict):
    """Whoever decides about a case has taken it first."""

    code = "case_not_yours"
    what_to_do = "Take the case with POST /api/v1/fraud/cases/{case_id}/assign."


class CaseHoldsMoney(Conflict):
    """Money of this case waits for a decision."""

    code = "case_holds_money"
    what_to_do = "Approve or decline what waits, then close the case."


class CaseClosed(Conflict):
    """The case is closed, or is not, where it would have to be the other."""

    code = "case_closed"
    what_to_do = "Read the case; one that is closed can be opened again."


class UnknownReport(NotFound):
    """There is no report under this id."""

    code = "fraud_report_not_found"


class ReportFiled(Conflict):
    """The report is filed, or has changed since it was read."""

    code = "report_filed"
    what_to_do = "Read the reports: one whose amount has grown is to be filed again."


class UnknownBacktest(NotFound):
    """There is no backtest under this id, or not of this rule."""

    code = "backtest_not_found"
