"""`fraud-cases` (case, part): a case, its hits and its notes; and an account's current cases. The only place with their keys and
expressions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chalicelib.fraud.cases import Case, CaseHit, Current, CurrentCases, Note
from chalicelib.fraud.errors import CaseClosed, CaseHoldsMoney, CaseNotYours, CaseTaken
from chalicelib.kernel.failures import Failure
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

CASES = "fraud-cases"
_TUPLE: dict[str, Any] = {"write": {"flags": list}, "read": {"flags": tuple}}
_CASE, _CURRENT, _HIT, _NOTE = Codec(Case, **_TUPLE), Codec(Current, **_TUPLE), Codec(CaseHit), Codec(Note)
_CURRENT_CASES = Codec(
    CurrentCases,
    write={"cases": lambda cases: {cause: _CURRENT.to_item(each) for cause, each in cases.items()}},
    read={"cases": lambda cases: {cause: _CURRENT.to_model(each) for cause, each in cases.items()}},
)


def current_row(account_id: str) -> tuple[str, Item]:
    """Where an account's current cases lie, for a posting to read beside its accounts."""
    return CASES, {"case_id": account_id, "part": "current"}


def to_current(account_id: str, item: Item | None) -> CurrentCases:
    return _CURRENT_CASES.to_model(item) if item else CurrentCases(account_id)


def find_current(account_id: str) -> CurrentCases:
    table, key = current_row(account_id)
    return to_current(account_id, dynamo.get(table, key))


def current_set(label: str, after: CurrentCases) -> Change:
    """The next version of an account's current cases; refused under `label` when they have moved on since."""
    _, key = current_row(after.account_id)
    item = {**key, **_CURRENT_CASES.to_item(after)}
    if after.version == 1:
        return dynamo.put_new(label, CASES, "case_id", item)
    return dynamo.put(label, CASES, item, condition="version = :read", read=after.version - 1)


def new_case(case: Case) -> Change:
    return dynamo.put_new("case", CASES, "case_id", {"part": "case", **_CASE.to_item(case)})


def joined(case_id: str, current: Current, amount_minor: int, *, held: bool) -> Change:
    """One more hit of a case; that it still takes any is guarded by the account's current cases."""
    assign = {"due_at": current.due_at, "risk_level": current.risk_level, "flags": list(current.flags)}
    return dynamo.update(
        "case", CASES, _head(case_id), assign, add={"hits": 1, "waiting": int(held), "amount_minor": amount_minor}
    )


def new_hit(case_id: str, hit: CaseHit) -> Change:
    return dynamo.put_new("hit", CASES, "case_id", {"case_id": case_id, "part": f"hit#{hit.transaction_id}", **_HIT.to_item(hit)})


def waits_no_more(case_id: str) -> Change:
    """The money of one of its hits is held no more."""
    return dynamo.update("case", CASES, _head(case_id), {}, add={"waiting": -1})


def decided(case_id: str, transaction_id: str) -> Change:
    """The hit itself waits no more, by which a case with several says which of them there is to decide."""
    return dynamo.update("decided", CASES, {"case_id": case_id, "part": f"hit#{transaction_id}"}, {"waits": False})


def taken(case_id: str, by: str, instead_of: str) -> Change:
    """Somebody has the case. Raises CaseTaken unless nobody has it, or who is named."""
    change = dynamo.update(
        "case",
        CASES,
        _head(case_id),
        {"assigned_to": by, "status": "INVESTIGATING"},
        condition="assigned_to = :seen AND #status <> :closed",
        seen=instead_of,
        closed="CLOSED",
    )
    return replace(change, refusal=CaseTaken("Somebody has this case, or it is closed"))


def is_of(case_id: str, user_id: str) -> Change:
    """Raises CaseNotYours unless this person has the case, open."""
    condition = "assigned_to = :user AND #status = :open"
    check = dynamo.check("case", CASES, _head(case_id), condition, user=user_id, open="INVESTIGATING")
    return replace(check, refusal=CaseNotYours("Take the case first"))


def waits_no_more_of(case_id: str, user_id: str) -> Change:
    """As `waits_no_more`. Raises CaseNotYours unless this person has the case."""
    change = dynamo.update("case", CASES, _head(case_id), {}, add={"waiting": -1}, condition="assigned_to = :user", user=user_id)
    return replace(change, refusal=CaseNotYours("Take the case first"))


def closed(case: Case) -> Change:
    """Raises CaseHoldsMoney while money of it waits, CaseNotYours unless whoever it says has it."""
    told = {"finding": case.finding, "closed_at": case.closed_at, "closed_because": case.closed_because}
    change = dynamo.update(
        "case",
        CASES,
        _head(case.case_id),
        {"status": "CLOSED", **told},
        condition="assigned_to = :user AND #status = :open AND waiting = :none",
        user=case.assigned_to,
        open="INVESTIGATING",
        none=0,
    )
    refusal: Failure = CaseHoldsMoney("Money of this case waits for a decision")
    return replace(change, refusal=refusal)


def reopened(case_id: str, by: str) -> Change:
    """Raises CaseClosed where it is not closed."""
    change = dynamo.update(
        "case",
        CASES,
        _head(case_id),
        {"status": "INVESTIGATING", "assigned_to": by, "finding": "", "closed_at": "", "closed_because": ""},
        condition="#status = :closed",
        closed="CLOSED",
    )
    return replace(change, refusal=CaseClosed("The case is not closed"))


def new_note(case_id: str, note: Note) -> Change:
    part = f"note#{note.at}#{note.note_id}"
    return dynamo.put_new("note", CASES, "case_id", {"case_id": case_id, "part": part, **_NOTE.to_item(note)})


def find_case(case_id: str) -> Case | None:
    return _CASE.found(dynamo.get(CASES, _head(case_id)))


def findings_of(case_ids: Sequence[str]) -> dict[str, str]:
    """What cases came to, by id, those that are closed."""
    wanted = sorted(set(case_ids))
    found: dict[str, str] = {}
    for first in range(0, len(wanted), 100):
        items = dynamo.get_many([(CASES, _head(case_id)) for case_id in wanted[first : first + 100]])
        found |= {item["case_id"]: item["finding"] for item in items if item and item.get("finding")}
    return found


def hits_of(case_id: str, limit: int) -> list[CaseHit]:
    """The newest hits of a case."""
    return [_HIT.to_model(item) for item in _parts(case_id, "hit#", limit)]


def notes_of(case_id: str, limit: int) -> list[Note]:
    """The newest notes of a case."""
    return [_NOTE.to_model(item) for item in _parts(case_id, "note#", limit)]


def cases_in(status: str, limit: int, start: Item | None) -> tuple[list[Case], Item | None]:
    """One page of the cases in a status, those due first first."""
    items, rest = dynamo.query(CASES, "#status = :status", index="by-status", limit=limit, start=start, status=status)
    return [_CASE.to_model(item) for item in items], rest


def _parts(case_id: str, prefix: str, limit: int) -> list[Item]:
    condition = "case_id = :case AND begins_with(part, :prefix)"
    items, _ = dynamo.query(CASES, condition, limit=limit, newest_first=True, case=case_id, prefix=prefix)
    return items


def _head(case_id: str) -> Item:
    return {"case_id": case_id, "part": "case"}
