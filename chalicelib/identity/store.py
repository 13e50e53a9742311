"""Where identity lies: `credential-table` (email_key), `session-table` (family_id), `login-attempt-table` (attempt_key).

Failed logins are counted under the digest of whatever email was tried, so that an email without an account costs the same
calls and locks the same way as one with an account.
"""

import hashlib

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.identity.model import FAILURES_FORGOTTEN_SECONDS, Attempts, Credential, Session, email_key
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

CREDENTIALS, SESSIONS, ATTEMPTS = "credential-table", "session-table", "login-attempt-table"
_CREDENTIAL, _SESSION, _ATTEMPTS = Codec(Credential, read={"roles": tuple}), Codec(Session), Codec(Attempts)
attempts_of = _ATTEMPTS.to_model


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
    return item == _SESSION.to_item(session)


def find_session(family_id: str) -> Session | None:
    return _SESSION.found(dynamo.get(SESSIONS, {"family_id": family_id}))


def renew_session(session: Session, seen: Session) -> bool:
    """Keeps a session's next token. False when another token took its place or the session is gone.

    Raises the service's error when it is not known whether it was kept, or it was not.
    """
    change = dynamo.put("session", SESSIONS, _SESSION.to_item(session), condition="digest = :seen", seen=seen.digest)
    try:
        dynamo.write(change)
    except dynamo.Refused as refused:
        found = refused.items["session"]
        # Ours already: the first answer was lost and the SDK asked again.
        return found is not None and found["digest"] == session.digest
    except (BotoCoreError, ClientError, RequestInProgress) as error:
        if not _is_kept(session, error):
            raise
    return True


def _is_kept(session: Session, error: Exception) -> bool:
    """Whether a write without an answer came through. Raises its error when that cannot be read either."""
    try:
        found = find_session(session.family_id)
    except (BotoCoreError, ClientError):
        raise error from None
    return found is not None and found.digest == session.digest


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
