"""Roles of the staff, given and taken by two: one proposes, another one approves, and nobody decides about themselves."""

from collections.abc import Collection, Sequence

from chalicelib.identity import passwords, queries, store
from chalicelib.identity.errors import EmailTaken, StaffChanged
from chalicelib.identity.model import Credential
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import OwnFile
from chalicelib.platform import approvals, dynamo
from chalicelib.platform.approvals import Approval
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.roles import STAFF, Role

_KIND = "staff.roles"


def make_staff_member(email: str, password: str, roles: Collection[Role], call: Call, *, reason: str) -> Receipt:
    """A new member who may sign in and do nothing, and the proposal of their roles. Raises EmailTaken, PasswordTooCommon, and
    InvalidRequest for a password of a length that we do not take."""
    made = Credential(ids.new_id(call.now), email, passwords.new_hash(password, email), (), clock.to_text(call.now))
    try:
        return _propose(made, roles, call, reason, [store.new_credential(made)])
    except dynamo.Refused as refused:
        if "credential" not in refused.items:
            raise
        raise EmailTaken from refused


def propose_roles(user_id: str, roles: Collection[Role], call: Call, *, reason: str) -> Receipt:
    """Raises UnknownStaff, OwnFile, ApprovalPending."""
    if user_id == call.caller_id:
        raise OwnFile("Nobody decides about their own roles")
    return _propose(queries.find_staff(user_id), roles, call, reason, [])


@approvals.act(_KIND, role="admin", failures=(StaffChanged, OwnFile))
def set_roles_as_proposed(approval: Approval, call: Call, changes: Sequence[Change]) -> None:
    """Sets them; where one is taken, every session of that person is over."""
    if approval.subject == call.caller_id:
        raise OwnFile("Nobody decides about their own roles")
    seen, roles = queries.find_staff(approval.subject), _roles(approval.facts["roles"])
    if seen.roles != _roles(approval.facts["rolesBefore"]):
        raise StaffChanged("The roles have changed since this was proposed")
    dynamo.transact([store.setting_roles(seen, roles, call.now), *changes])


def _propose(who: Credential, roles: Collection[Role], call: Call, reason: str, beside: Sequence[Change]) -> Receipt:
    facts = {"rolesBefore": ",".join(who.roles), "roles": ",".join(role for role in STAFF if role in roles)}
    return approvals.propose(_KIND, who.user_id, call, whom=who.user_id, facts=facts, reason=reason, while_true=beside)


def _roles(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
