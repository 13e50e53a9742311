"""End sessions from their list: one of them, or all but the caller's own."""

from chalicelib.identity import store
from chalicelib.identity.errors import SessionExpired, UnknownSession
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call


def end_one_session(session_id: str, caller: Caller) -> None:
    """Raises UnknownSession for another's session as well."""
    session = store.find_session(session_id)
    if session is None or session.user_id != caller.user_id:
        raise UnknownSession
    store.end_session(session_id)


def end_other_sessions(caller: Caller, call: Call) -> None:
    """All that there are at this moment, known or not yet. Raises SessionExpired when the caller's own has ended."""
    session, credential = store.find_session_of(caller.session_id, caller.email)
    if session is None or credential is None or not session.is_living(credential, call.now):
        raise SessionExpired
    try:
        dynamo.transact([store.confirming(session, call.now), store.ending_others(credential, call.now)])
    except dynamo.Refused as refused:
        raise SessionExpired from refused
