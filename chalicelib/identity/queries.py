"""Reads of identity."""

from datetime import datetime

from chalicelib.identity import store
from chalicelib.identity.model import Session
from chalicelib.platform.auth import Caller


def list_sessions(caller: Caller, now: datetime) -> list[Session]:
    """The caller's living sessions, newest first."""
    credential = store.find_credential(caller.email)
    return [each for each in reversed(store.sessions_of(caller.user_id)) if each.is_living(credential, now)]
