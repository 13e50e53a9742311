"""How a review of a customer's file begins: at a submission, and for what the night finds. The machine `customers_kyc_review` holds it."""

from dataclasses import replace

from chalicelib.kernel import clock, ids
from chalicelib.kyc import store
from chalicelib.kyc.model import File, Wanted, after_business_days
from chalicelib.platform import waits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.outbox import Delivery

MACHINE = "customers_kyc_review"


def opened(file: File, wanted: Wanted, call: Call) -> File:
    """The file with a submission of its own that nobody has decided."""
    return replace(
        file,
        submission_id=ids.new_id(call.now),
        wanted=wanted,
        submitted_at=clock.to_text(call.now),
        stage="WAITING",
        queue=store.OPEN,
        decided_by="",
        decided_at="",
        reason="",
        version=file.version + 1,
    )


def begin(file: File, call: Call) -> tuple[Change, Delivery]:
    """The row of its wait and the start of its execution, which the submission names; label `wait`."""
    about = {"customerId": file.customer_id, "submissionId": file.submission_id, "correlationId": call.correlation_id}
    return waits.begin(file.submission_id, MACHINE, about, after_business_days(call.now, 1), call)
