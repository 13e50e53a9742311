"""Planned failures of operations."""

from typing import TypedDict

from chalicelib.kernel.failures import Conflict, InvalidRequest, NotFound

__all__ = [
    "AlreadyRedriven",
    "InvalidRequest",
    "KeepsNoHistory",
    "NoProof",
    "NotRedrivable",
    "UnknownExecution",
    "UnknownFlow",
    "UnknownPosting",
]


class UnknownFlow(NotFound):
    """There is no flow of this name."""

    code = "flow_not_found"


class UnknownExecution(NotFound):
    """There is no execution under this id, or it is so old that nothing is kept of it."""

    code = "execution_not_found"


class KeepsNoHistory(Conflict):
    """It is an Express flow: Step Functions neither lists its executions nor keeps what they did."""

    code = "no_history"
    what_to_do = "Read one of its executions for its log, or the trace of the request that ran it."


class NotRedrivable(Conflict):
    """It runs, or it ended as it should."""

    code = "not_redrivable"
    what_to_do = "Redrive only what failed, was aborted or timed out."


class AlreadyRedriven(Conflict):
    """It was done once more before."""

    code = "already_redriven"
    what_to_do = "Look at `execution`; if that failed too, redrive that one."

    class Facts(TypedDict):
        """execution: what it became, such as cards_registration:0198c0de-0000-7000-8000-000000000000-r1"""

        execution: str


class NoProof(NotFound):
    """The books had not been proved by then."""

    code = "proof_not_found"


class UnknownPosting(NotFound):
    """The account has no entry of such a posting, or one from before entries named their journal item."""

    code = "posting_not_found"
