"""Make a member of staff: for the operator of a stage, never reachable over HTTP."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from chalicelib.identity import passwords, store
from chalicelib.identity.errors import CustomerIsNoStaff
from chalicelib.identity.model import Credential, check_email
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.roles import STAFF, Role


def make_staff(email: str, password: str, roles: Collection[Role], *, now: datetime) -> str:
    """After it, email and password sign in with these roles beside those they had; returns the user id.

    Another password ends every session. Doing it twice changes nothing. Raises InvalidRequest, and CustomerIsNoStaff for a customer's email.
    """
    try:
        check_email(email)
    except ValueError as error:
        raise InvalidRequest(("email", str(error))) from error
    if not roles or not set(roles) <= set(STAFF):
        raise InvalidRequest(("roles", f"are some of {', '.join(STAFF)}"))
    password_hash = passwords.new_hash(password, email)
    seen = store.find_credential(email)
    if seen is None:
        made = Credential(ids.new_id(now), email, password_hash, _sorted(roles), clock.to_text(now))
        dynamo.transact([store.new_credential(made), _told(made, (), now)])
        return made.user_id
    if seen.is_customer:
        raise CustomerIsNoStaff
    if passwords.matches(password, seen.password_hash):
        password_hash = seen.password_hash
    made = replace(seen, roles=_sorted({*seen.roles, *roles}), password_hash=password_hash)
    told = [] if made == seen else [_told(made, seen.roles, now)]
    # Written in any case: a row from before there was a list of the staff comes into it so.
    dynamo.transact([store.making_staff(made, seen, now), *told])
    dynamo.transact(store.lifting_lock(email))
    return seen.user_id


def _told(made: Credential, roles_before: Collection[str], now: datetime) -> Change:
    call = Call(now, caller_id=audit.OPERATOR)
    before, after = {"roles": ",".join(roles_before)}, {"roles": ",".join(made.roles)}
    return audit.record("staff.make", call, whom=made.user_id, before=before, after=after)


def _sorted(roles: Collection[str]) -> tuple[str, ...]:
    return tuple(role for role in STAFF if role in roles)
