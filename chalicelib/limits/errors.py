"""Refusals of what would go beyond a limit."""

from typing import Literal, NotRequired, TypedDict

from chalicelib.kernel.failures import Forbidden, Unprocessable
from chalicelib.platform.schemas import Balance, Timestamp


class LevelRequired(Forbidden):
    """The bank does not know the payer well enough for a transfer to somebody else, or of this size."""

    code = "kyc_required"
    what_to_do = "Prove who you are up to the level that `level` names; then send the transfer again."

    class Facts(TypedDict):
        """level: the level that the transfer needs"""

        level: NotRequired[Literal["BASIC", "FULL", "ENHANCED"]]


class LimitExceeded(Unprocessable):
    """The transfer, or what the payer has sent today with it, is more than the payer's level allows."""

    code = "limit_exceeded"
    what_to_do = "Send less, wait until `resetsAt`, or prove who you are up to a higher level."

    class Facts(TypedDict):
        """limit: what may be sent, in one transfer or a day
        used: what of it has been sent today
        resetsAt: when the day ends; absent where one transfer alone is too large"""

        limit: NotRequired[Balance]
        used: NotRequired[Balance]
        resetsAt: NotRequired[Timestamp]
