"""Make an administrator: for the operator of a stage, never reachable over HTTP."""

from dataclasses import replace
from datetime import datetime

from chalicelib.identity import passwords, store
from chalicelib.identity.model import ADMIN, Credential, check_email
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import dynamo


def make_admin(email: str, password: str, *, now: datetime) -> str:
    """After it, email and password sign in with the role admin; returns the user id. Doing it twice changes nothing.

    A customer who is promoted keeps their id and the role customer, and gets this password.
    """
    try:
        check_email(email)
    except ValueError as error:
        raise InvalidRequest(("email", str(error))) from error
    passwords.check_length(password)
    seen = store.find_credential(email)
    if seen is None:
        made = Credential(ids.new_id(now), email, passwords.hash_password(password), (ADMIN,), clock.to_text(now))
        dynamo.write(store.new_credential(made))
        return made.user_id
    same_password = passwords.matches(password, seen.password_hash)
    if ADMIN not in seen.roles or not same_password:
        changed = replace(
            seen,
            roles=tuple(dict.fromkeys((*seen.roles, ADMIN))),
            password_hash=seen.password_hash if same_password else passwords.hash_password(password),
        )
        dynamo.write(store.replacing_credential(changed, seen))
    store.clear_attempts(email)
    return seen.user_id
