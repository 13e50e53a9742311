"""What staff do with a case: take it, write notes about it, close it with what they found, open it again."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from chalicelib.fraud import case_store as store
from chalicelib.fraud import report_store
from chalicelib.fraud.cases import Case, Finding, Note
from chalicelib.fraud.errors import CaseClosed, CaseNotYours, CaseTaken, UnknownCase
from chalicelib.fraud.events import AccountSuspicious
from chalicelib.fraud.reports import of_case
from chalicelib.fraud.screening import CASES_ROW
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import audit, cloud_events, dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt

Render = Callable[[Case], dict[str, object]]


def find_case(case_id: str) -> Case:
    """Raises UnknownCase."""
    case = store.find_case(case_id)
    if case is None:
        raise UnknownCase("No such case")
    return case


def take_case(case_id: str, instead_of: str, call: Call, *, render: Render) -> Receipt:
    """The caller has the case from now on; `instead_of` names who has it so far. Raises UnknownCase, CaseTaken."""
    case = find_case(case_id)
    if case.assigned_to != instead_of or case.status == "CLOSED":
        raise CaseTaken("Somebody has this case, or it is closed")
    after = replace(case, assigned_to=call.caller_id, status="INVESTIGATING")
    return _write(after, [store.taken(case_id, call.caller_id, instead_of)], "take", call, render, before=case)


def write_note(case_id: str, text: str, call: Call, *, render: Callable[[Note], dict[str, object]]) -> Receipt:
    """Adds a note; nothing changes or deletes one. Raises UnknownCase."""
    case = find_case(case_id)
    note = Note(ids.new_id(call.now), text, call.caller_id, clock.to_text(call.now))
    receipt = Receipt(201, render(note))
    told = audit.record("fraud_case.note", call, whom=case.owner_id, subject=case_id, after={"noteId": note.note_id})
    dynamo.transact([store.new_note(case_id, note), told, call.record(receipt)])
    return receipt


def close_case(case_id: str, finding: Finding, reason: str, call: Call, *, render: Render) -> Receipt:
    """Nothing joins it any more. Raises UnknownCase, CaseClosed, CaseNotYours, CaseHoldsMoney."""
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        current = store.find_current(find_case(case_id).account_id)
        case = find_case(case_id)  # not older than `current`, whose version tells of every hit
        if case.status == "CLOSED":
            raise CaseClosed("The case is closed")
        if case.assigned_to != call.caller_id:
            raise CaseNotYours("Take the case first")
        now = clock.to_text(call.now)
        after = replace(case, status="CLOSED", finding=finding, closed_at=now, closed_because=reason)
        changes = [store.closed(after), store.current_set(CASES_ROW, current.without(case_id))]
        if finding == "confirmed_risk":
            told = AccountSuspicious(account_id=case.account_id, owner_id=case.owner_id, case_id=case_id)
            changes.append(outbox.record("account.suspicious", [cloud_events.about(case.account_id, told, call)], call))
            if report := of_case(case, call.now):
                changes.append(report_store.made(report))
        try:
            return _write(after, changes, "close", call, render, before=case, why=reason)
        except dynamo.Refused as refused:
            if CASES_ROW not in refused.items:
                raise
            dynamo.pause(attempt)  # a hit has joined a case of this account meanwhile
    raise RequestInProgress("Too many changes of this account's cases at once; try again")


def reopen_case(case_id: str, reason: str, call: Call, *, render: Render) -> Receipt:
    """The caller has it, and has it to close again. Raises UnknownCase, CaseClosed."""
    case = find_case(case_id)
    if case.status != "CLOSED":
        raise CaseClosed("The case is not closed")
    after = replace(case, status="INVESTIGATING", assigned_to=call.caller_id, finding="", closed_at="", closed_because="")
    return _write(after, [store.reopened(case_id, call.caller_id)], "reopen", call, render, before=case, why=reason)


def _write(
    after: Case, changes: Sequence[Change], verb: str, call: Call, render: Render, *, before: Case, why: str = ""
) -> Receipt:
    receipt = Receipt(200, render(after))
    told = audit.record(
        f"fraud_case.{verb}",
        call,
        whom=after.owner_id,
        subject=after.case_id,
        before={"status": before.status},
        after={"status": after.status, "finding": after.finding},
        why=why,
    )
    dynamo.transact([*changes, told, call.record(receipt)])
    return receipt
