"""Where identity lies: `credential-table` (email_key), `session-table` (family_id; `by-user`), `login-attempt-table` (attempt_key).

Failed logins are counted under the digest of whatever email was tried, alone and with the source it was tried from, so that an
email without an account costs the same calls and locks the same way as one with an account.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.identity.errors import StaffChanged
from chalicelib.identity.lock import KNOWN_SECONDS, Attempts, Lock, source_of
from chalicelib.identity.model import Credential, Session, email_key
from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.call import Source
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

CREDENTIALS, SESSIONS, ATTEMPTS = "credential-table", "session-table", "login-attempt-table"
_CREDENTIAL = Codec(Credential, read={"roles": tuple, "verified": tuple, "factors": tuple})
_SESSION, _ATTEMPTS = Codec(Session, read={"methods": tuple}), Codec(Attempts, read={"locked_sources": tuple})
# What a refresh changes; the rest may be changed by others at the same time.
_RENEWED = ("digest", "previous", "salt", "renewed_at", "expires_at", "passed")
# More than a user has: those that are over may still lie there.
_MAXIMUM_FOUND = 100
# The key of the index that has the staff and nobody else.
_STAFF = "staff"
_UNLOCKED = "attribute_not_exists(locked_until) OR locked_until <= :now"


def new_credential(credential: Credential) -> Change:
    """Records it; refused under the label `credential` when the email has one."""
    return dynamo.put_new("credential", CREDENTIALS, "email_key", _credential(credential))


def making_staff(credential: Credential, seen: Credential, now: datetime) -> Change:
    """Its password and roles in the place of those that were seen, and a place among the staff; with another password every
    session is over. Refused when either changed since; label `credential`."""
    condition, values = _as_seen(password_hash=seen.password_hash, roles=seen.roles)
    assign: Item = {"password_hash": credential.password_hash, "roles": list(credential.roles), "staff": _STAFF}
    if credential.password_hash != seen.password_hash:
        assign |= {"valid_after": clock.to_text(now)}
    return _changing(credential, assign, condition, values)


def describing(email: str, user_id: str, **attributes: str) -> Change:
    """Copies what another context says of a user (`customer_id`, `kyc_status`) to where they are read; label `described`."""
    return dynamo.update(
        "described", CREDENTIALS, {"email_key": email_key(email)}, attributes, condition="user_id = :user_id", user_id=user_id
    )


def replacing_hash(credential: Credential, seen: Credential) -> Change:
    """Another hash of the same password, unless it changed since it was seen; label `credential`."""
    key, condition = {"email_key": credential.key}, "password_hash = :seen"
    assign = {"password_hash": credential.password_hash}
    return dynamo.update("credential", CREDENTIALS, key, assign, condition=condition, seen=seen.password_hash)


def changing_password(credential: Credential, password_hash: str, now: datetime) -> Change:
    """Another password, with which every session is over that is not confirmed in the same transaction. Refused when the password
    changed since it was seen, or sessions were ended; label `credential`."""
    condition, values = _as_seen(password_hash=credential.password_hash, valid_after=credential.valid_after)
    return _changing(credential, {"password_hash": password_hash, "valid_after": clock.to_text(now)}, condition, values)


def unchanged(credential: Credential) -> Change:
    """Holds when the password, the second factors and the roles still are those that were seen; label `credential`."""
    seen = {"password_hash": credential.password_hash, "factors": credential.factors, "roles": credential.roles}
    condition, values = _as_seen(**seen)
    return dynamo.check("credential", CREDENTIALS, {"email_key": credential.key}, condition, **values)


def proving(credential: Credential, channel: str, address: str) -> Change:
    """The address is the user's own; refused when it is another one by now; label `credential`."""
    own = {"user_id": credential.user_id, "verified": credential.verified}
    condition, values = _as_seen(**own, **({"phone": address} if channel == "phone" else {}))
    return _changing(credential, {"verified": sorted({*credential.verified, channel})}, condition, values)


def moving(after: Credential, seen: Credential) -> list[Change]:
    """A user logs in under another email from now on. Refused under `credential` when anything changed since they were seen, under
    `taken` when the email has somebody."""
    about = {each.name: getattr(seen, each.name) for each in fields(seen) if each.name not in ("email", "created_at", "moved_at")}
    condition, values = _as_seen(**about)
    return [
        dynamo.delete("credential", CREDENTIALS, {"email_key": seen.key}, condition, **values),
        dynamo.put_new("taken", CREDENTIALS, "email_key", _credential(after)),
    ]


def with_phone(credential: Credential, phone: str | None, **described: str) -> Change:
    """Another phone, which nobody has proven, and what else is `described`; refused when what is proven changed since it was seen; label `credential`."""
    condition, values = _as_seen(user_id=credential.user_id, verified=credential.verified)
    assign: Item = {
        "verified": [each for each in credential.verified if each != "phone"],
        **({"phone": phone} if phone else {}),
    } | described
    key, remove = {"email_key": credential.key}, () if phone else ("phone",)
    return dynamo.update("credential", CREDENTIALS, key, assign, remove=remove, condition=condition, **values)


def resetting(credential: Credential, password_hash: str, now: datetime) -> Change:
    """A new password by a code that proves the email: every session is over. Refused when password, factors or what is proven
    changed since it was seen; label `credential`. Of one whose email nobody had proven that alone is proven then, without factors."""
    seen = {"password_hash": credential.password_hash, "factors": credential.factors, "verified": credential.verified}
    condition, values = _as_seen(**seen)
    assign: Item = {"password_hash": password_hash, "valid_after": clock.to_text(now)}
    if "email" not in credential.verified:
        assign |= {"verified": ["email"], "factors": []}
    return _changing(credential, assign, condition, values)


def keeping_factors(credential: Credential, factors: Sequence[str]) -> Change:
    """These are the user's second factors now; refused when others were or the email is not proven; label `credential`."""
    condition, values = _as_seen(factors=credential.factors)
    condition += " AND contains(verified, :email)"
    return _changing(credential, {"factors": list(factors)}, condition, {**values, "email": "email"})


def _changing(credential: Credential, assign: Item, condition: str, values: Item) -> Change:
    return dynamo.update("credential", CREDENTIALS, {"email_key": credential.key}, assign, condition=condition, **values)


def _as_seen(**seen: object) -> tuple[str, Item]:
    """A condition that these attributes are what was seen, and its values. Rows from before an attribute lack it."""
    parts = [f"#{name} = :{name}" + ("" if value else f" OR attribute_not_exists(#{name})") for name, value in seen.items()]
    return " AND ".join(f"({part})" for part in parts), dict(seen)


credential_of = _CREDENTIAL.found


def standing_row(email: str) -> tuple[str, Item]:
    """Where a user's credential lies, for a posting that reads it beside its accounts."""
    return CREDENTIALS, {"email_key": email_key(email)}


def standing_of(item: Item | None, user_id: str) -> Credential | None:
    """The credential of an item read so, if it is this user's."""
    credential = _CREDENTIAL.found(item)
    return credential if credential is not None and credential.user_id == user_id else None


def find_credential(email: str) -> Credential | None:
    return _CREDENTIAL.found(dynamo.get(CREDENTIALS, {"email_key": email_key(email)}))


def find_login(email: str, source: Source) -> tuple[Credential | None, Lock]:
    """The credential of an email and the failed logins under it, in one round trip."""
    own = _attempt_key(email, source)
    keys = [(ATTEMPTS, {"attempt_key": key}) for key in (own, _attempt_key(email))]
    credential, *attempts = dynamo.get_many([(CREDENTIALS, {"email_key": email_key(email)}), *keys])
    of_source, of_all = (_ATTEMPTS.found(each) or Attempts() for each in attempts)
    return _CREDENTIAL.found(credential), Lock(own, of_source, of_all)


def keeping_lock(email: str, lock: Lock, seen: Lock) -> list[Change]:
    """Keeps both counts if nobody counted since they were seen; labels `own` and `common`."""
    parts = (("own", lock.source, lock.own, seen.own), ("common", _attempt_key(email), lock.common, seen.common))
    return [_keeping(*part) for part in parts]


def _keeping(label: str, key: str, attempts: Attempts, seen: Attempts) -> Change:
    item = _attempts(key, attempts)
    condition = "failures = :failures AND last_at = :last_at"
    if seen == Attempts():  # nothing lay there, or a stopped attempt's nothing
        condition = f"attribute_not_exists(attempt_key) OR ({condition})"
    return dynamo.put(label, ATTEMPTS, item, condition=condition, failures=seen.failures, last_at=seen.last_at)


def lock_found(lock: Lock, items: Mapping[str, Item | None]) -> Lock:
    """What a refusal found in the place of a lock that was seen."""
    found = {label: _ATTEMPTS.found(item) or Attempts() for label, item in items.items()}
    return Lock(lock.source, found.get("own", lock.own), found.get("common", lock.common))


def knowing(email: str, source: Source, now: datetime) -> Change:
    """A login from this source: its count starts again, and it is known from now on. Refused while it is locked; label
    `attempts`."""
    attempts = Attempts(known_until=clock.epoch_seconds(now) + KNOWN_SECONDS)
    item = _attempts(_attempt_key(email, source), attempts)
    return dynamo.put("attempts", ATTEMPTS, item, condition=_UNLOCKED, now=clock.epoch_seconds(now))


def not_locked(email: str, source: Source, now: datetime) -> Change:
    """Holds while this source may try; label `attempts`."""
    key = {"attempt_key": _attempt_key(email, source)}
    return dynamo.check("attempts", ATTEMPTS, key, _UNLOCKED, now=clock.epoch_seconds(now))


def lifting_lock(email: str) -> list[Change]:
    """Forgets every failure under an email and unlocks its sources: for staff, and for who has proved it to be theirs."""
    common = _ATTEMPTS.found(dynamo.get(ATTEMPTS, {"attempt_key": _attempt_key(email)})) or Attempts()
    keys = (_attempt_key(email), *common.locked_sources)
    return [dynamo.delete("attempts", ATTEMPTS, {"attempt_key": key}) for key in keys]


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


def ending_others(credential: Credential, now: datetime) -> Change:
    """Every session of the user is over that is not confirmed in the same transaction. Refused when they were ended since it was
    seen; label `credential`."""
    condition, values = _as_seen(user_id=credential.user_id, valid_after=credential.valid_after)
    return _changing(credential, {"valid_after": clock.to_text(now)}, condition, values)


def ending_all(email: str, user_id: str, now: datetime) -> Change:
    """Every session of a user is over; label `credential`."""
    key, ended = {"email_key": email_key(email)}, {"valid_after": clock.to_text(now)}
    return dynamo.update("credential", CREDENTIALS, key, ended, condition="user_id = :user", user=user_id)


def end_session(family_id: str) -> None:
    dynamo.write(dynamo.delete("session", SESSIONS, {"family_id": family_id}))


def end_every_session() -> int:
    """Ends all there are, one by one, and counts them: for a restored bank only, where old ones have come back."""
    sessions = [item["family_id"] for item in dynamo.scan_all(SESSIONS)]
    for family_id in sessions:
        end_session(family_id)
    return len(sessions)


def _attempt_key(email: str, source: Source | None = None) -> str:
    """Of the failures from one source, or from all."""
    about = email_key(email) + (f"\n{source_of(source.address)}" if source else "")
    return hashlib.sha256(about.encode()).hexdigest()


def _attempts(key: str, attempts: Attempts) -> Item:
    return {"attempt_key": key, **_ATTEMPTS.to_item(attempts), "expires_at": attempts.forgotten_at}


def staff_page(limit: int, start: Item | None) -> tuple[list[Credential], Item | None]:
    """One page of the staff, the oldest first."""
    items, rest = dynamo.query(CREDENTIALS, "staff = :staff", index="by-staff", limit=limit, start=start, staff=_STAFF)
    return [_CREDENTIAL.to_model(item) for item in items], rest


def find_staff(user_id: str) -> Credential | None:
    """A member of the staff by id, as of this moment."""
    condition = "staff = :staff AND user_id = :user"
    items, _ = dynamo.query(CREDENTIALS, condition, index="by-staff", limit=1, staff=_STAFF, user=user_id)
    return find_credential(items[0]["email"]) if items else None


def setting_roles(seen: Credential, roles: Sequence[str], now: datetime) -> Change:
    """Sets the roles of a member of staff unless they changed since; where one is taken, their sessions are over. Label
    `credential`."""
    ended = {"valid_after": clock.to_text(now)} if set(seen.roles) - set(roles) else {}
    assign, seen_roles = {"roles": list(roles), **ended}, list(seen.roles)
    change = dynamo.update(
        "credential", CREDENTIALS, {"email_key": seen.key}, assign, condition="#roles = :seen_roles", seen_roles=seen_roles
    )
    return replace(change, refusal=StaffChanged("The roles have changed since this was proposed"))


def _credential(credential: Credential) -> Item:
    staff = {} if credential.is_customer else {"staff": _STAFF}
    return {"email_key": credential.key, **_CREDENTIAL.to_item(credential), **staff}
