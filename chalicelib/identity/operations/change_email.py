"""Log in under another email: its owner proves it by a code, and the address until now is told."""

from dataclasses import dataclass, replace

from chalicelib.identity import challenge_store, codes, events, store
from chalicelib.identity.challenges import Challenge, Purpose
from chalicelib.identity.errors import InvalidCode
from chalicelib.identity.model import email_key
from chalicelib.identity.operations.send_code import new_challenge, new_notice, send, sending
from chalicelib.identity.operations.verify_address import find_own
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


@dataclass(frozen=True, slots=True)
class Moved:
    """`changes` belong into the transaction that changes the profile's email; `attempt` is what uses the code up."""

    email: str
    changes: list[Change]
    attempt: str


def ask_for_email(email: str, caller: Caller, call: Call) -> Challenge:
    """Sends a code to the new address; the same answer, and none, where it has an account. Raises InvalidRequest for one's own,
    TooManyRequests."""
    credential = find_own(caller)
    if email_key(email) == credential.key:
        raise InvalidRequest(("email", "is the address that you log in with"))
    known, seen = challenge_store.find_for_code(email, Purpose.EMAIL)
    challenge = new_challenge(Purpose.EMAIL, "email", email, None if known else credential, call)
    send(challenge, sending(challenge, seen, "VERIFY", call))
    return challenge


def moving_email(challenge_id: str, code: str, caller: Caller, call: Call) -> Moved:
    """What makes the address of a challenge the one that the caller logs in with: every session is over, and the address until now
    is told. Raises InvalidCode, also where somebody has the address."""
    challenge = challenge_store.count_try(challenge_id, Purpose.EMAIL, call.now, user_id=caller.user_id)
    if challenge is None or not codes.is_behind(challenge, code):
        raise InvalidCode
    seen, attempt = find_own(caller), ids.new_id(call.now)
    verified = tuple(sorted({*seen.verified, "email"}))
    now = clock.to_text(call.now)
    after = replace(seen, email=challenge.address, verified=verified, valid_after=now, moved_at=now)
    notice = new_notice(seen, after.key, "email", seen.email, call)
    changes = [
        challenge_store.used_up(challenge, attempt),
        *store.moving(after, seen),
        replace(challenge_store.new_challenge(notice), label="notice"),
        events.email_changed(notice, call),
    ]
    return Moved(after.email, changes, attempt)
