"""Reads of identity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.identity import challenge_store, codes, store
from chalicelib.identity.challenges import CODE_SECONDS, Channel, Purpose
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


@dataclass(frozen=True, slots=True)
class CodeToSend:
    """A code and where it goes. `data` is what its message tells: `code`, `minutes`, and what of a payment is shown."""

    channel: Channel
    address: str
    data: Mapping[str, object] = field(repr=False)


def find_code(challenge_id: str, now: datetime) -> CodeToSend | None:
    """The code of a challenge, for whoever sends it, and where it goes; a notice has none. None when nobody could use it any more."""
    challenge = challenge_store.find_challenge(challenge_id)
    if challenge is None or challenge.channel is None or not challenge.user_id or challenge.is_over(now):
        return None
    if challenge.purpose == Purpose.NOTICE:
        return CodeToSend(challenge.channel, challenge.address, {})
    data = {**(challenge.shown or {}), "code": codes.code_of(challenge), "minutes": CODE_SECONDS // 60}
    return CodeToSend(challenge.channel, challenge.address, data)


@dataclass(frozen=True, slots=True)
class Proven:
    """What of a user's addresses somebody has shown to be theirs."""

    email: bool
    phone: str | None


def proven_of(email: str) -> Proven:
    """Of whoever has this email: whether it is proven, and their telephone number where that is."""
    credential = store.find_credential(email)
    if credential is None:
        return Proven(False, None)
    return Proven("email" in credential.verified, credential.phone if "phone" in credential.verified else None)
