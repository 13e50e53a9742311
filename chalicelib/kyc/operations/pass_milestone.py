"""What the clock does about a submission that nobody has decided: a reminder, an escalation, in the end a question for more."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.kyc import events, store
from chalicelib.kyc.errors import AlreadyDecided, UnknownSubmission
from chalicelib.kyc.model import REVIEW_DAYS, after_business_days
from chalicelib.kyc.operations.decide_submission import decide_by_clock
from chalicelib.platform import dynamo, waits
from chalicelib.platform.call import Call
from chalicelib.platform.observability import count

Outcome = Literal["WAITING", "DECIDED"]
TOO_LATE = "The bank could not decide in time. Please submit again."


def pass_milestone(customer_id: str, submission_id: str, call: Call) -> Outcome:
    """Does what is due, once; WAITING while somebody still has to decide. Raises UnknownSubmission."""
    file, wait = store.find_file(customer_id), waits.find(submission_id)
    if file is None or wait is None:
        raise UnknownSubmission
    if wait.outcome or file.submission_id != submission_id:
        return "DECIDED"
    if wait.due_at > clock.to_text(call.now):
        return "WAITING"
    submitted = clock.from_text(file.submitted_at)
    try:
        if file.stage == "ESCALATED":
            decide_by_clock(file, TOO_LATE, call)
            return "DECIDED"
        stage: Literal["REMINDED", "ESCALATED"] = "REMINDED" if file.stage == "WAITING" else "ESCALATED"
        last = submitted + timedelta(days=REVIEW_DAYS)
        due = after_business_days(submitted, 2) if stage == "REMINDED" else last
        after = replace(file, stage=stage, version=file.version + 1)
        dynamo.transact([store.replaced(after, file), waits.postpone(wait, due), events.late(after, stage, call)])
    except (dynamo.Refused, AlreadyDecided, RequestInProgress):
        return "WAITING"  # decided or done meanwhile: whoever waits next is told
    count("KycReviewLate", stage_of_review=stage)
    return "WAITING"
