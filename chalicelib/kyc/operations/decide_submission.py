"""Decide a submission, once: approve, reject for good, or ask for more. `ENHANCED` takes two members of staff.

The decision, what it tells, and what wakes the review are one transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, Protocol

from chalicelib.customers.public import find_customer, unchanged
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import OwnFile, RequestInProgress
from chalicelib.kyc import events, store
from chalicelib.kyc.errors import (
    AlreadyDecided,
    KycIncomplete,
    ProfileChanged,
    ScreeningPending,
    SubmissionSuperseded,
    UnknownSubmission,
)
from chalicelib.kyc.model import Document, File, Wanted, missing_in, valid_until
from chalicelib.platform import approvals, audit, dynamo, waits
from chalicelib.platform.approvals import Approval
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt

MAXIMUM_ATTEMPTS = 6
Status = Literal["APPROVED", "REJECTED", "MORE_INFO"]
Render = Callable[[File], dict[str, object]]


class Decline(Protocol):
    """`reject` and `request_information`."""

    def __call__(self, customer_id: str, submission_id: str, reason: str, call: Call, *, render: Render) -> Receipt: ...


_DONE = "It was decided"
_WORDS = {"APPROVED": "kyc.approve", "REJECTED": "kyc.reject", "MORE_INFO": "kyc.request-information"}


def approve(customer_id: str, submission_id: str, level: Wanted, note: str, call: Call, *, render: Render) -> Receipt:
    """Approves, or proposes to: 200 and `render(file)`, 202 and the proposal.

    Raises UnknownSubmission, OwnFile, SubmissionSuperseded, AlreadyDecided, ScreeningPending, ProfileChanged, ApprovalPending;
    KycIncomplete where the documents are not enough for this level, or have ended since.
    """
    file = undecided(customer_id, submission_id, call)
    if level == "ENHANCED":
        _proving(file, level, call)
        facts = {"customerId": customer_id, "submissionId": submission_id, "level": level}
        return approvals.propose("kyc.approve", submission_id, call, whom=customer_id, facts=facts, reason=note)
    return _decide(file, "APPROVED", note, call, render=render, level=level)


@approvals.act(
    "kyc.approve",
    role="risk",
    failures=(UnknownSubmission, OwnFile, SubmissionSuperseded, AlreadyDecided, ScreeningPending, ProfileChanged, KycIncomplete),
)
def approve_as_proposed(approval: Approval, call: Call, changes: Sequence[Change]) -> None:
    file = undecided(approval.facts["customerId"], approval.subject, call)
    _write(file, _after(file, "APPROVED", approval.reason, call, "ENHANCED"), call, changes)


def reject(customer_id: str, submission_id: str, reason: str, call: Call, *, render: Render) -> Receipt:
    """Rejects for good; level and all. Raises as `approve`."""
    return _decide(undecided(customer_id, submission_id, call), "REJECTED", reason, call, render=render)


def request_information(customer_id: str, submission_id: str, reason: str, call: Call, *, render: Render) -> Receipt:
    """Asks the customer for more, who may submit again. Raises as `approve`."""
    return _decide(undecided(customer_id, submission_id, call), "MORE_INFO", reason, call, render=render)


def undecided(customer_id: str, submission_id: str, call: Call) -> File:
    """The file that the caller may decide."""
    file = store.find_file(customer_id)
    if file is None or not file.submission_id:
        raise UnknownSubmission
    if customer_id == call.caller_id:
        raise OwnFile("Nobody decides about themselves")
    if file.submission_id != submission_id:
        raise SubmissionSuperseded("There is a later submission", submissionId=file.submission_id)
    if file.status == "SUBMITTED":
        raise ScreeningPending("It was not compared with the list of sanctions yet")
    if file.status != "IN_REVIEW":
        raise AlreadyDecided(_DONE)
    return file


def decide_by_clock(file: File, reason: str, call: Call) -> None:
    """What becomes of a submission that nobody has decided in time. Raises AlreadyDecided, RequestInProgress."""
    _write(file, _after(file, "MORE_INFO", reason, call, None), call, _alone(file, "MORE_INFO", reason, call))


def _decide(file: File, status: Status, reason: str, call: Call, *, render: Render, level: Wanted | None = None) -> Receipt:
    for attempt in range(MAXIMUM_ATTEMPTS):
        after = _after(file, status, reason, call, level)
        receipt = Receipt(200, render(after))
        try:
            _write(file, after, call, [*_alone(file, status, reason, call), call.record(receipt)])
        except RequestInProgress:  # a reminder came between, another decision or another name: read it again
            dynamo.pause(attempt)
            file = undecided(file.customer_id, file.submission_id, call)
            continue
        return receipt
    raise RequestInProgress("Too many changes of this customer at once; try again")


def _alone(file: File, status: Status, reason: str, call: Call) -> list[Change]:
    """The entry of a decision that takes one, and the end of what somebody has proposed meanwhile."""
    told = audit.record(
        _WORDS[status],
        call,
        whom=file.customer_id,
        subject=file.submission_id,
        before={"status": file.status},
        after={"status": status},
        why=reason,
    )
    return [*approvals.settle("kyc.approve", file.submission_id, call, approve=status == "APPROVED"), told]


def _write(file: File, after: File, call: Call, changes: Sequence[Change]) -> None:
    customer, status = find_customer(file.customer_id), after.status
    if customer is None:
        raise UnknownSubmission
    same: list[Change] = []
    if status == "APPROVED":
        if (customer.identified_at or "") != file.profiled_as:
            raise ProfileChanged("The customer has another name or birth date than when they submitted")
        same = [replace(unchanged(customer), refusal=RequestInProgress("The profile has changed; try again"))]
    row, wake = waits.end(file.submission_id, status, call, refusal=AlreadyDecided(_DONE))
    replaced = replace(store.replaced(after, file), refusal=RequestInProgress("The file has changed; try again"))
    level_now = {"kyc_level": after.level, "kyc_until": after.ends_at} if status != "MORE_INFO" else {}
    described = identity.describing(customer.email, file.customer_id, kyc_status=status, **level_now)
    dynamo.transact([row, replaced, described, events.decided(after, wake, call), *same, *changes])


def _after(file: File, status: Status, reason: str, call: Call, level: Wanted | None) -> File:
    now = clock.to_text(call.now)
    decided = replace(
        file,
        status=status,
        queue=None,
        decided_by=call.caller_id or audit.BANK,
        decided_at=now,
        reason=reason,
        version=file.version + 1,
    )
    if status == "REJECTED":
        return replace(decided, level="NONE", valid_until="", approved_as="")
    if status != "APPROVED" or level is None:
        return decided
    until = valid_until(level, _proving(file, level, call), date.fromisoformat(now[:10]))
    return replace(decided, level=level, approved_at=now, approved_as=file.profiled_as, valid_until=until)


def _proving(file: File, level: Wanted, call: Call) -> list[Document]:
    """The documents of a submission. Raises KycIncomplete unless they prove this level today."""
    documents = [each for each in store.find_documents(file.customer_id, file.document_ids) if each]
    if missing := missing_in(level, True, documents, clock.to_text(call.now)[:10]):  # the profile was complete, and is the same
        raise KycIncomplete("What was submitted does not prove this level", missing=missing)
    return documents
