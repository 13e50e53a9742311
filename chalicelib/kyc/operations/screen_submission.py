"""Compare who submitted with the list of sanctions; then staff may decide. What could not be compared is a flag, never a pass."""

from dataclasses import replace

from chalicelib.customers.public import find_customer
from chalicelib.identity import public as identity
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.kyc import sanctions, store
from chalicelib.kyc.errors import UnknownSubmission
from chalicelib.kyc.model import File, Flag
from chalicelib.platform import dynamo
from chalicelib.platform.observability import count, logger

MAXIMUM_ATTEMPTS = 8


def screen_submission(customer_id: str, submission_id: str) -> str:
    """SCREENED, also when it was before. Raises UnknownSubmission for one that there is not (any more)."""
    for attempt in range(MAXIMUM_ATTEMPTS):
        seen = store.find_file(customer_id)
        if seen is None or seen.submission_id != submission_id:
            raise UnknownSubmission
        if seen.status != "SUBMITTED":
            return "SCREENED"
        customer = find_customer(customer_id)
        if customer is None:
            raise UnknownSubmission
        found = compared(seen, customer.full_name, customer.date_of_birth)
        after = replace(found, status="IN_REVIEW", version=seen.version + 1)
        told = identity.describing(customer.email, customer_id, kyc_status=after.status)
        try:
            dynamo.transact([store.replaced(after, seen), told])
        except dynamo.Refused:
            dynamo.pause(attempt)
            continue
        logger.info("screened", extra={"submission": submission_id, "flags": list(after.flags)})
        return "SCREENED"
    raise RequestInProgress("Too many changes of this customer at once")


def compared(file: File, name: str, birth_date: str | None) -> File:
    """The file with what the list says of this person."""
    kept: list[Flag] = [flag for flag in file.flags if flag == "document_reused"]
    found = store.screening_list()
    try:
        if found is None:
            raise LookupError("there is no list")
        matches = sanctions.matches(name, birth_date, found["entries"])
        version = str(found["version"])
    except (LookupError, TypeError, AttributeError) as error:
        logger.error("not screened", extra={"submission": file.submission_id, "error": type(error).__name__})
        count("ScreeningFailed")
        return replace(file, flags=(*kept, "screening_failed"), matches=(), list_version="")
    if matches:
        kept.append("sanctions_strong" if any(each.strong for each in matches) else "sanctions_candidate")
    told = tuple((each.entry, each.score_percent, each.strong) for each in matches)
    return replace(file, flags=tuple(kept), matches=told, list_version=version)
