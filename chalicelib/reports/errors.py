"""Refusals of reports: another's card or report is answered as an unknown one."""

from chalicelib.kernel.failures import NotFound


class UnknownCard(NotFound):
    code = "card_not_found"


class UnknownReport(NotFound):
    code = "report_not_found"
