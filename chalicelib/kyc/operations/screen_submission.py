"""Compare who submitted with the list of sanctions; then staff may decide. What could not be compared is a flag, never a pass."""

from dataclasses import replace

from chalicelib.customers.public import find_customer
from chalicelib.identity import public as identity
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.kyc import store
from chalicelib.kyc.errors import UnknownSubmission
from chalicelib.kyc.screening import screened
from chalicelib.platform import dynamo, waits
from chalicelib.platform.observability import logger

MAXIMUM_ATTEMPTS = 8


def screen_submission(customer_id: str, submission_id: str) -> str:
    """SCREENED, also when it was before: by now it may have been decided, and another submission taken its place. Raises
    UnknownSubmission for one that there never was."""
    for attempt in range(MAXIMUM_ATTEMPTS):
        seen = store.find_file(customer_id)
        if seen is None:
            raise UnknownSubmission
        if seen.submission_id != submission_id:
            if waits.find(submission_id) is None:
                raise UnknownSubmission
            return "SCREENED"
        if seen.status != "SUBMITTED":
            return "SCREENED"
        customer = find_customer(customer_id)
        if customer is None:
            raise UnknownSubmission
        after = replace(screened(seen, customer, store.screening_list()), status="IN_REVIEW", version=seen.version + 1)
        told = identity.describing(customer.email, customer_id, kyc_status=after.status)
        try:
            dynamo.transact([store.replaced(after, seen), told])
        except dynamo.Refused:
            dynamo.pause(attempt)
            continue
        logger.info("screened", extra={"submission": submission_id, "flags": list(after.flags)})
        return "SCREENED"
    raise RequestInProgress("Too many changes of this customer at once")
