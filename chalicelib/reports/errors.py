"""Refusals of reports: another's report is answered as an unknown one."""

from chalicelib.kernel.failures import NotFound


class UnknownReport(NotFound):
    code = "report_not_found"
