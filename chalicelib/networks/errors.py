"""Refusals of the networks."""

from typing import NotRequired, TypedDict

from chalicelib.kernel.failures import Conflict


class UntimelyReturn(Conflict):
    """The time in which a payment may come back for this reason is over."""

    code = "untimely_return"
    what_to_do = "Ask the bank that sent the payment for the money: it does not have to take it back any more."

    class Facts(TypedDict):
        """lastDay: the banking day, or the day, until which this reason counted"""

        lastDay: NotRequired[str]


class NotReturnable(Conflict):
    """This payment does not come back: a wire is final, and what has not been submitted has not gone anywhere."""

    code = "not_returnable"
