"""Whether an account is held by whom the payer means. Each look counts that does not find the name as it was given: names are
not for guessing, and who knows them may go on."""

from typing import Literal

from chalicelib.customers import public as customers
from chalicelib.platform import dynamo, rate_limit
from chalicelib.platform.likeness import compared
from chalicelib.transfers.errors import NameMismatch

CHECKS_AN_HOUR = 20
_HOUR_SECONDS = 60 * 60
Result = Literal["MATCH", "CLOSE_MATCH", "NO_MATCH", "NOT_AVAILABLE"]


def check(name: str, holder_id: str, caller_id: str) -> tuple[Result, str]:
    """How `name` is the holder's, and the holder's where the two are close. Raises TooManyRequests before it says anything."""
    bucket = f"name-check#{caller_id}"
    rate_limit.count_exactly(bucket, CHECKS_AN_HOUR, _HOUR_SECONDS)
    holder = customers.find_customer(holder_id)
    if holder is None:
        return "NOT_AVAILABLE", ""
    result = compared(name, holder.full_name)
    if result == "MATCH":
        dynamo.write(rate_limit.giving_back(bucket, _HOUR_SECONDS))
    return result, holder.full_name if result == "CLOSE_MATCH" else ""


def checked(name: str, holder_id: str, caller_id: str, *, accept_no_match: bool) -> bool:
    """Whether the name will do; False where it is another one, and the payer accepts that, or where nobody knows whose it is: then
    consent is asked for. Raises NameMismatch, TooManyRequests."""
    result, _ = check(name, holder_id, caller_id)
    if result == "NO_MATCH" and not accept_no_match:
        raise NameMismatch("The account is held by somebody else")
    return result in ("MATCH", "CLOSE_MATCH")
