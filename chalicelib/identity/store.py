"""Where identity lies: `credential-table` (email_key), `session-table` (family_id; `by-user`), `login-attempt-table` (attempt_key).

Failed logins are counted under the digest of whatever email was tried, so that an email without an account costs the same
calls and locks the same way as one with an account.
"""

import hashlib
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.identity.model import FAILURES_FORGOTTEN_SECONDS, Attempts, Credential, Session, email_key
from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

CREDENTIALS, SESSIONS, ATTEMPTS = "credential-table", "session-table", "login-attempt-table"
_CREDENTIAL = Codec(Credential, read={"roles": tuple, "verified": tuple, "factors": tuple})
_SESSION, _ATTEMPTS = Codec(Session, read={"methods": tuple}), Codec(Attempts)
attempts_of = _ATTEMPTS.to_model
# What a refresh changes; the rest may be changed by others at the same time.
_RENEWED = ("digest", "previous", "salt", "renewed_at", "expires_at", "passed")
# More than a user has: those that are over may still lie there.
_MAXIMUM_FOUND = 100


def new_credential(credential: Credential) -> Change:
    """Records it; refused under the label `credential` when the email has one."""
    return dynamo.put_new("credential", CREDENTIALS, "email_key", _credential(credential))


def replacing_credential(credential: Credential, seen: Credential) -> Change:
    """Replaces it unless its password or roles changed since it was seen; label `credential`."""
    condition = "password_hash = :hash AND #roles = :seen_roles"
    seen_values = {"hash": seen.password_hash, "seen_roles": list(seen.roles)}
    return dynamo.put("credential", CREDENTIALS, _credential(credential), condition=condition, **seen_values)


def unchanged(credential: Credential) -> Change:
    """Holds when the password still is the one that was seen; label `credential`."""
    key = {"email_key": credential.key}
    return dynamo.check("credential", CREDENTIALS, key, "password_hash = :hash", hash=credential.password_hash)


def standing_row(email: str) -> tuple[str, Item]:
    """Where a user's credential lies, for a posting that reads it beside its accounts."""
    return CREDENTIALS, {"email_key": email_key(email)}


def standing_of(item: Item | None, user_id: str) -> Credential | None:
    """The credential of an item read so, if it is this user's."""
    credential = _CREDENTIAL.found(item)
    return credential if credential is not None and credential.user_id == user_id else None


def find_credential(email: str) -> Credential | None:
    return _CREDENTIAL.found(dynamo.get(CREDENTIALS, {"email_key": email_key(email)}))


def find_login(email: str) -> tuple[Credential | None, Attempts | None]:
    """The credential of an email and the failed logins under it, in one round trip."""
    keys = [(CREDENTIALS, {"email_key": email_key(email)}), (ATTEMPTS, {"attempt_key": _attempt_key(email)})]
    credential, attempts = dynamo.get_many(keys)
    return _CREDENTIAL.found(credential), _ATTEMPTS.found(attempts)


def keep_attempts(email: str, attempts: Attempts, seen: Attempts | None) -> None:
    """Keeps the count if nobody counted since it was seen. Raises dynamo.Refused with what is there, label `attempts`."""
    item = {
        "attempt_key": _attempt_key(email),
        **_ATTEMPTS.to_item(attempts),
        "expires_at": max(attempts.locked_until, attempts.last_at + FAILURES_FORGOTTEN_SECONDS),
    }
    if seen is None:
        dynamo.write(dynamo.put_new("attempts", ATTEMPTS, "attempt_key", item))
    else:
        condition = "failures = :failures AND last_at = :last_at"
        values = {"failures": seen.failures, "last_at": seen.last_at}
        dynamo.write(dynamo.put("attempts", ATTEMPTS, item, condition=condition, **values))


def forgetting_attempts(email: str, now_seconds: int) -> Change:
    """A successful login: the count starts again, unless the account was locked meanwhile; label `attempts`."""
    condition = "attribute_not_exists(locked_until) OR locked_until <= :now"
    return dynamo.delete("attempts", ATTEMPTS, {"attempt_key": _attempt_key(email)}, condition, now=now_seconds)


def clear_attempts(email: str) -> None:
    dynamo.write(dynamo.delete("attempts", ATTEMPTS, {"attempt_key": _attempt_key(email)}))


def new_session(session: Session) -> Change:
    return dynamo.put_new("session", SESSIONS, "family_id", _SESSION.to_item(session))


def is_session(session: Session, item: Item | None) -> bool:
    """Whether an item is this very session, token and all."""
    return _SESSION.found(item) == session


def find_session(family_id: str) -> Session | None:
    return _SESSION.found(dynamo.get(SESSIONS, {"family_id": family_id}))


def find_session_of(family_id: str, email: str) -> tuple[Session | None, Credential | None]:
    """A session and the credential of an email, in one round trip."""
    session, credential = dynamo.get_many([(SESSIONS, {"family_id": family_id}), (CREDENTIALS, {"email_key": email_key(email)})])
    return _SESSION.found(session), _CREDENTIAL.found(credential)


def sessions_of(user_id: str) -> list[Session]:
    """Those of a user, oldest first, whether or not they are over; one that began a moment ago may be missing."""
    items = dynamo.query_all(SESSIONS, "user_id = :user", index="by-user", maximum=_MAXIMUM_FOUND, user=user_id)
    return [_SESSION.to_model(item) for item in items]


def keep_renewed(session: Session, seen: Session) -> Session | None:
    """Keeps a session as it is after a refresh, unless another came between. Returns what is there now, None if nothing is.

    Raises the service's error when it is not known whether it was kept, or it was not.
    """
    condition = "digest = :seen" + (" AND attribute_not_exists(passed)" if session.passed else "")
    assign = {name: value for name, value in _SESSION.to_item(session).items() if name in _RENEWED}
    remove = () if session.passed else ("passed",)
    key = {"family_id": session.family_id}
    try:
        dynamo.write(dynamo.update("session", SESSIONS, key, assign, remove=remove, condition=condition, seen=seen.digest))
    except dynamo.Refused as refused:
        return _SESSION.found(refused.items["session"])
    except (BotoCoreError, ClientError, RequestInProgress) as error:
        found = _reread(session.family_id, error)
        if found is None or not found.is_same_renewal(session):
            raise
    return session


def _reread(family_id: str, error: Exception) -> Session | None:
    """What came of a write without an answer. Raises its error when that cannot be read either."""
    try:
        return find_session(family_id)
    except (BotoCoreError, ClientError):
        raise error from None


def ending(session: Session) -> Change:
    return dynamo.delete("ended", SESSIONS, {"family_id": session.family_id})


def confirming(session: Session, now: datetime) -> Change:
    """This session goes on when all others of its user end; refused when it has ended; label `session`."""
    confirmed = {"confirmed_at": clock.to_text(now)}
    return dynamo.update(
        "session", SESSIONS, {"family_id": session.family_id}, confirmed, condition="attribute_exists(family_id)"
    )


def ending_all(credential: Credential, now: datetime) -> Change:
    """Every session of the user is over that is not confirmed in the same transaction; label `credential`."""
    key = {"email_key": credential.key}
    ended = {"valid_after": clock.to_text(now)}
    return dynamo.update("credential", CREDENTIALS, key, ended, condition="user_id = :user", user=credential.user_id)


def end_session(family_id: str) -> None:
    dynamo.write(dynamo.delete("session", SESSIONS, {"family_id": family_id}))


def end_every_session() -> int:
    """Ends all there are, one by one, and counts them: for a restored bank only, where old ones have come back."""
    sessions = [item["family_id"] for item in dynamo.scan_all(SESSIONS)]
    for family_id in sessions:
        end_session(family_id)
    return len(sessions)


def _attempt_key(email: str) -> str:
    return hashlib.sha256(email_key(email).encode()).hexdigest()


def _credential(credential: Credential) -> Item:
    return {"email_key": credential.key, **_CREDENTIAL.to_item(credential)}
