"""Change one's password: the session that asks goes on, every other one is over."""

from chalicelib.identity import events, passwords, store
from chalicelib.identity.errors import SessionExpired
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call


def change_password(new_password: str, caller: Caller, call: Call) -> None:
    """Raises InvalidRequest, PasswordTooCommon; SessionExpired when the session or the old password is no more."""
    session, credential = store.find_session_of(caller.session_id, caller.email)
    if session is None or credential is None or not session.is_living(credential, call.now):
        raise SessionExpired
    password_hash = passwords.new_hash(new_password, credential.email, has_factor=bool(credential.factors))
    try:
        dynamo.transact(
            [
                store.changing_password(credential, password_hash, call.now),
                store.confirming(session, call.now),
                events.password_changed(credential, call),
            ]
        )
    except dynamo.Refused as refused:
        raise SessionExpired from refused
