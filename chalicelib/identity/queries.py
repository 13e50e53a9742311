"""Reads of identity."""

from datetime import datetime

from chalicelib.identity import store
from chalicelib.identity.errors import SessionExpired, UnknownStaff
from chalicelib.identity.model import Credential, Session
from chalicelib.platform.auth import Caller
from chalicelib.platform.dynamo import Item


def get_credential(caller: Caller) -> Credential:
    """The caller's own. Raises SessionExpired when the address is no longer theirs."""
    credential = store.find_credential(caller.email)
    if credential is None or credential.user_id != caller.user_id:
        raise SessionExpired
    return credential


def list_sessions(caller: Caller, now: datetime) -> list[Session]:
    """The caller's living sessions, newest first."""
    credential = store.find_credential(caller.email)
    return [each for each in reversed(store.sessions_of(caller.user_id)) if each.is_living(credential, now)]


def list_staff(*, limit: int, start: Item | None) -> tuple[list[Credential], Item | None]:
    """One page of the staff, the oldest first, and the key to go on from."""
    return store.staff_page(limit, start)


def find_staff(user_id: str) -> Credential:
    """Raises UnknownStaff, for a customer too."""
    found = store.find_staff(user_id)
    if found is None or found.is_customer:
        raise UnknownStaff
    return found
