"""What needs two people: one proposes it, another one decides, once.

A context registers what can be proposed with `act`. The act is carried out in the very transaction that decides its
approval, so that deciding and doing cannot come apart, and of many decisions at once one is made.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Literal, NotRequired, TypedDict

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Conflict, Failure, Forbidden, NotFound, RequestInProgress
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.roles import Role
from chalicelib.platform.schemas import Identifier

TABLE = "approval-table"
OPEN_DAYS = 7
_NOTHING_WAITS = "attribute_not_exists(approval_id) OR open_until <= :now"
_WITH_ITS_SUBJECT = "Decided where it belongs, without this proposal"
Status = Literal["PENDING", "APPROVED", "REJECTED"]


class UnknownApproval(NotFound):
    """There is no proposal under this id."""

    code = "approval_not_found"


class ApprovalPending(Conflict):
    """The same was proposed before and waits for a decision."""

    code = "approval_pending"
    what_to_do = "Have the proposal `approvalId` decided, or take it back."

    class Facts(TypedDict):
        """approvalId: the proposal that waits"""

        approvalId: Identifier


class ApprovalDecided(Conflict):
    """Somebody decided it before, or nobody did in time."""

    code = "approval_decided"
    what_to_do = "Read the proposal; to have it done all the same, propose it anew."

    class Facts(TypedDict):
        """approvalStatus: what became of it"""

        approvalStatus: NotRequired[Literal["APPROVED", "REJECTED", "EXPIRED"]]


class OwnProposal(Forbidden):
    """Who proposes is not who approves. Who proposed may reject it, to take it back."""

    code = "own_proposal"
    what_to_do = "Ask somebody else with the role to decide."


@dataclass(frozen=True, slots=True)
class Approval:
    """A proposal and what became of it. `subject` is the id of what it is about, `whom` the customer or member of staff whose it
    is; `facts` are for who decides, as text."""

    approval_id: str
    kind: str
    subject: str
    facts: Mapping[str, str]
    reason: str
    proposed_by: str
    proposed_at: str
    open_until: str
    status: Status = "PENDING"
    decided_by: str = ""
    decided_at: str = ""
    decided_because: str = ""
    whom: str | None = None

    def status_at(self, moment: str) -> Status | Literal["EXPIRED"]:
        """The clock ends a proposal that nobody decided."""
        return "EXPIRED" if self.status == "PENDING" and self.open_until <= moment else self.status


# Carries out an approved proposal, in one transaction with the changes given to it. A posting takes them as its draft's, under
# the request's own key (a refusal under the proposal's would be all it is ever answered), and its receipt is given back: it
# may tell what the same request did a moment before.
Act = Callable[[Approval, Call, Sequence[Change]], Receipt | None]
_ACTS: dict[str, tuple[Role, Act]] = {}
_FAILURES: set[type[Failure]] = set()


def act(kind: str, *, role: Role, failures: Collection[type[Failure]] = ()) -> Callable[[Act], Act]:
    """Registers a function as what an approved proposal of this kind does; staff with `role` see and decide it. `failures` are
    what it may refuse for, which then is what approving may answer."""

    def register(function: Act) -> Act:
        _ACTS[kind] = (role, function)
        _FAILURES.update(failures)
        return function

    return register


def failures_of_acts() -> Collection[type[Failure]]:
    return _FAILURES


def propose(
    kind: str,
    subject: str,
    call: Call,
    *,
    whom: str,
    facts: Mapping[str, str],
    reason: str,
    while_true: Sequence[Change] = (),
) -> Receipt:
    """Has it wait for a second person and returns the answer. Raises ApprovalPending while a former proposal waits.

    `while_true`: the conditions of proposing it, with the refusals they raise.
    """
    now = clock.to_text(call.now)
    end = clock.to_text(call.now + timedelta(days=OPEN_DAYS))
    approval = Approval(ids.new_id(call.now), kind, subject, facts, reason, call.caller_id, now, end, whom=whom)
    told = {"approvalId": approval.approval_id, "status": approval.status, "openUntil": approval.open_until}
    receipt = Receipt(202, told)
    waiting = dynamo.put(
        "waiting",
        TABLE,
        {**_waiting(kind, subject), "waits_for": approval.approval_id, "open_until": end},
        condition=_NOTHING_WAITS,
        now=now,
    )
    try:
        made = dynamo.put_new("approval", TABLE, "approval_id", asdict(approval))
        entry = audit.record(f"{kind}.propose", call, whom=whom, subject=subject, after=facts, why=reason)
        dynamo.transact([made, waiting, *while_true, entry, call.record(receipt)])
    except dynamo.Refused as refused:
        found = refused.items.get("waiting")
        if not found:
            raise
        raise ApprovalPending("This was proposed before and waits for a decision", approvalId=found["waits_for"]) from refused
    return receipt


def find(approval_id: str, roles: Collection[str]) -> Approval:
    """An approval for somebody with these roles. Raises UnknownApproval, Forbidden."""
    approval = _read(approval_id)
    role, _ = _ACTS[approval.kind]
    if role not in roles:
        raise Forbidden(f"This needs the role {role}")
    return approval


def _read(approval_id: str) -> Approval:
    item = dynamo.get(TABLE, {"approval_id": approval_id})
    if item is None:
        raise UnknownApproval("No such approval")
    return Approval(**item)


def page(
    roles: Collection[str], status: Status, *, limit: int, start: Item | None
) -> tuple[list[Approval], Item | None]:  # fmt: skip
    """One page of what somebody with these roles decides, newest first. It may be short before the last one."""
    items, rest = dynamo.query(
        TABLE, "#status = :status", index="by-status", limit=limit, start=start, newest_first=True, status=status
    )
    found = (Approval(**item) for item in items)
    return [each for each in found if _ACTS[each.kind][0] in roles], rest


def decide(
    approval_id: str,
    call: Call,
    roles: Collection[str],
    *,
    approve: bool,
    reason: str,
    render: Callable[[Approval], dict[str, object]],
) -> Receipt:
    """Decides it, does it when approved, and returns the answer made by `render`.

    Raises UnknownApproval, Forbidden, OwnProposal, ApprovalDecided, and the act's own refusals, which leave it waiting.
    """
    approval, now = find(approval_id, roles), clock.to_text(call.now)
    if approve and approval.proposed_by == call.caller_id:
        raise OwnProposal("Who proposes is not who approves")
    if (status := approval.status_at(now)) != "PENDING":
        raise ApprovalDecided(f"It is {status.lower()}", approvalStatus=status)
    outcome: Status = "APPROVED" if approve else "REJECTED"
    after = replace(approval, status=outcome, decided_by=call.caller_id, decided_at=now, decided_because=reason)
    receipt = Receipt(200, render(after))
    waiting = _waiting(approval.kind, approval.subject)
    told = _told(approval, outcome, call, reason)
    changes = [*_decided(approval_id, waiting, outcome, call, reason), told, call.record(receipt)]
    try:
        if approve:
            _, function = _ACTS[approval.kind]
            done = function(approval, call, changes)
            if done is not None and done.replayed:
                raise ApprovalDecided("It is approved", approvalStatus="APPROVED")
        else:
            dynamo.transact(changes)
    except ApprovalDecided:
        raise
    except Failure:  # what the act found may be what another's approval did, a moment ago
        if (status := _read(approval_id).status_at(now)) != "PENDING":
            raise ApprovalDecided("Somebody else decided it", approvalStatus=status) from None
        raise
    return receipt


def _told(approval: Approval, outcome: Status, call: Call, reason: str) -> Change:
    """The entry of an approved act is the act's own, of one rejected that it was turned down."""
    what = approval.kind if outcome == "APPROVED" else f"{approval.kind}.reject"
    before, after = {"approval": "PENDING"}, {**approval.facts, "approval": outcome, "proposedBy": approval.proposed_by}
    return audit.record(what, call, whom=approval.whom, subject=approval.subject, before=before, after=after, why=reason)


def settle(kind: str, subject: str, call: Call, *, approve: bool) -> list[Change]:
    """The changes that decide what waits about a subject because the subject itself is being decided, in its transaction.

    They raise RequestInProgress when that is proposed or decided at the same moment: the next try finds which.
    """
    key, now = _waiting(kind, subject), clock.to_text(call.now)
    found = dynamo.get(TABLE, key)
    overtaken = RequestInProgress("Somebody else is deciding this; try again")
    if found is None or found["open_until"] <= now:
        return [replace(dynamo.check("waiting", TABLE, key, _NOTHING_WAITS, now=now), refusal=overtaken)]
    ended, freed = _decided(found["waits_for"], key, "APPROVED" if approve else "REJECTED", call, _WITH_ITS_SUBJECT)
    return [replace(ended, refusal=overtaken), freed]


def _decided(approval_id: str, waiting: Item, outcome: Status, call: Call, because: str) -> list[Change]:
    """Decides it once, before its end, and lets another one wait for its subject. Raises ApprovalDecided, whatever else of the
    transaction is refused."""
    now = clock.to_text(call.now)
    ended = dynamo.update(
        "approval",
        TABLE,
        {"approval_id": approval_id},
        {"status": outcome, "decided_by": call.caller_id, "decided_at": now, "decided_because": because},
        condition="#status = :pending AND open_until > :now",
        pending="PENDING",
        now=now,
    )
    return [replace(ended, refusal=ApprovalDecided("Somebody else decided it")), dynamo.delete("waiting", TABLE, waiting)]


def _waiting(kind: str, subject: str) -> Item:
    """The key of the item that lets one proposal of a kind wait for each subject."""
    return {"approval_id": f"{kind}#{subject}"}
