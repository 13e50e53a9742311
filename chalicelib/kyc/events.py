"""Facts of documents and reviews, and where each is delivered."""

from typing import Literal

from chalicelib.kyc.model import Document, File, Level, Wanted
from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.dynamo import Change
from chalicelib.platform.outbox import Delivery
from chalicelib.platform.schemas import Identifier


@cloud_events.declare("kyc", "document.reused", topic="fraud-events")
class DocumentReused(Data):
    """The same file was given for two customers.

    file_id: the later document
    customer_id: whose it is
    first_customer_id: who gave the file before
    """

    file_id: Identifier
    customer_id: Identifier
    first_customer_id: Identifier


def document_reused(document: Document, first_customer_id: str, call: Call) -> Change:
    """Told once a document, however often it is scanned."""
    data = DocumentReused(file_id=document.document_id, customer_id=document.customer_id, first_customer_id=first_customer_id)
    event = cloud_events.about(document.customer_id, data, call, event_id=document.document_id)
    return outbox.record("kyc.document_reused", [event], call)


@cloud_events.declare("kyc", "kyc.submitted", topic="customer-events")
class KycSubmitted(Data):
    """A customer asks to be verified.

    customer_id: who
    submission_id: the submission
    level: what it asks for
    """

    customer_id: Identifier
    submission_id: Identifier
    level: Wanted


@cloud_events.declare("kyc", "kyc.approved", topic="customer-events")
class KycApproved(Data):
    """A customer was verified.

    customer_id: who
    submission_id: the submission that was decided
    level: what was given
    """

    customer_id: Identifier
    submission_id: Identifier
    level: Level


@cloud_events.declare("kyc", "kyc.rejected", topic="customer-events")
class KycRejected(Data):
    """A customer was rejected for good.

    customer_id: who
    submission_id: the submission that was decided
    """

    customer_id: Identifier
    submission_id: Identifier


@cloud_events.declare("kyc", "kyc.more_info", topic="customer-events")
class KycMoreInfo(Data):
    """A customer was asked for more, or nobody decided in time.

    customer_id: who
    submission_id: the submission that was decided
    """

    customer_id: Identifier
    submission_id: Identifier


@cloud_events.declare("kyc", "kyc.reopened", topic="customer-events")
class KycReopened(Data):
    """A customer who was verified is looked at again; until it is decided nothing of the level is left.

    customer_id: who
    submission_id: the review
    """

    customer_id: Identifier
    submission_id: Identifier


@cloud_events.declare("kyc", "kyc.review.late", topic="customer-events")
class KycReviewLate(Data):
    """Nobody has decided a submission for some business days.

    customer_id: whose
    submission_id: the submission that waits
    stage: REMINDED after one, ESCALATED after two
    """

    customer_id: Identifier
    submission_id: Identifier
    stage: Literal["REMINDED", "ESCALATED"]


def submitted(file: File, start: Delivery, call: Call) -> Change:
    data = KycSubmitted(customer_id=file.customer_id, submission_id=file.submission_id, level=file.wanted)
    return outbox.record("kyc.submitted", [start, cloud_events.about(file.customer_id, data, call)], call)


def reopened(file: File, start: Delivery, call: Call) -> Change:
    """Starts the review. Nothing is mailed: who is on a list of sanctions is not warned."""
    data = KycReopened(customer_id=file.customer_id, submission_id=file.submission_id)
    return outbox.record("kyc.reopened", [start, cloud_events.about(file.customer_id, data, call)], call)


def decided(file: File, wake: Delivery, call: Call) -> Change:
    """Wakes the review, tells the customer by mail and everybody by an event."""
    who, submission = file.customer_id, file.submission_id
    data: Data
    if file.status == "APPROVED":
        data = KycApproved(customer_id=who, submission_id=submission, level=file.level)
    elif file.status == "REJECTED":
        data = KycRejected(customer_id=who, submission_id=submission)
    else:
        data = KycMoreInfo(customer_id=who, submission_id=submission)
    told = {"level": file.level, "validUntil": file.valid_until, "reason": file.reason}
    said = {"APPROVED": ("level", "validUntil"), "REJECTED": (), "MORE_INFO": ("reason",)}[file.status]
    mail = outbox.mail(submission, f"KYC.{file.status}", who, {name: told[name] for name in said}, call.correlation_id)
    return outbox.record(f"kyc.{file.status.lower()}", [wake, mail, cloud_events.about(who, data, call)], call)


def late(file: File, stage: Literal["REMINDED", "ESCALATED"], call: Call) -> Change:
    data = KycReviewLate(customer_id=file.customer_id, submission_id=file.submission_id, stage=stage)
    return outbox.record("kyc.review_late", [cloud_events.about(file.customer_id, data, call)], call)
