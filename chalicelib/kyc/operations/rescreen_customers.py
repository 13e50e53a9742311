"""Compare every customer whose approval stands with the newest list of sanctions: a walk over one segment of all customers.

Who was compared with this very list and has not changed since costs a hundredth of a read. A strong match that nobody has
looked at ends the level at once, and staff look again.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Literal

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.customers.public import Customer, every_customer
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.kyc import events, review, store
from chalicelib.kyc.model import File, Wanted
from chalicelib.kyc.sanctions import SanctionsList
from chalicelib.kyc.screening import is_due, screened
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.observability import logger

WALK = timedelta(minutes=10)  # then the machine asks again: whom this walk has compared, the next one passes over
_BATCH = 100
Outcome = Literal["SCREENED", "MORE"]


def rescreen_customers(segment: int, segments: int) -> Outcome:
    """MORE when the time was up before the segment's end.

    Without a list everybody is flagged. A fault with one customer does not hold up the others; the first is raised at the end, so that
    the walk is tried again.
    """
    against, began, faults = store.screening_list(), clock.now(), []
    every = every_customer(segment, segments)
    while batch := list(islice(every, _BATCH)):
        files = store.find_files([each.user_id for each in batch])
        for customer, file in zip(batch, files, strict=True):
            if file is None or not file.stands_on(clock.to_text(began)[:10]) or not is_due(file, customer, against):
                continue
            if clock.now() - began >= WALK:
                return "MORE"
            try:
                if changes := _rescreened(file, customer, against, Call(clock.now())):
                    dynamo.transact(changes)
            except (dynamo.Refused, ClientError, BotoCoreError, RequestInProgress) as fault:
                logger.exception("customer not screened again", extra={"customer": customer.user_id})
                faults.append(fault)
    if faults:
        raise faults[0]
    return "SCREENED"


def _rescreened(file: File, customer: Customer, against: SanctionsList | None, call: Call) -> list[Change]:
    found, begun = screened(file, customer, against), []
    if _strong(found) <= _strong(file):
        return [] if file.is_under_review else [store.replaced(replace(found, version=file.version + 1), file)]
    if file.is_under_review:
        # What staff have before them does not change under their eyes. If they approve, it is found again the night after.
        after = replace(file, version=file.version + 1)
    else:
        wanted: Wanted = "ENHANCED" if file.level == "ENHANCED" else "FULL"
        after = replace(review.opened(found, wanted, call), status="IN_REVIEW")
        row, start = review.begin(after, call)
        begun = [row, events.reopened(after, start, call)]
    after = replace(after, level="NONE", approved_as="", valid_until="")
    lowered = identity.describing(customer.email, customer.user_id, kyc_status=after.status, kyc_level="", kyc_until="")
    told = audit.record(
        "kyc.withhold",
        call,
        whom=file.customer_id,
        subject=after.submission_id,
        before={"level": file.level},
        after={"level": "NONE"},
        why="sanctions",
    )
    return [store.replaced(after, file), lowered, told, *begun]


def _strong(file: File) -> set[str]:
    return {entry for entry, _, strong in file.matches if strong}
