"""Refusals of reports: another's report is answered as an unknown one."""

from chalicelib.kernel.failures import NotFound


class UnknownReport(NotFound):
    """The caller has no report of this card under this id."""

    code = "report_not_found"
