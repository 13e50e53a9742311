"""The caller's consent to one payment, once more: a challenge, its answer, and the authorization that one posting uses up.

What is asked for is bound to everything that matters of the payment. Nothing here moves money: the money's own transaction
carries the change that spends the authorization, so neither can happen without the other, and neither twice.
"""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.identity import challenge_store, codes, events
from chalicelib.identity.challenges import (
    AUTHORIZATION_SECONDS,
    CODE_SECONDS,
    Challenge,
    Channel,
    CodesSent,
    Method,
    Payment,
    Purpose,
    end_of,
)
from chalicelib.identity.errors import AuthorizationMismatch, EmailNotVerified, InvalidCode, StepUpRequired
from chalicelib.identity.model import Credential
from chalicelib.identity.operations.prove_factor import prove_factor
from chalicelib.identity.operations.send_code import new_challenge, send
from chalicelib.identity.operations.verify_address import find_own
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item

_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a passed challenge hands out, once; `expires_at` is RFC 3339."""

    text: str = field(repr=False)
    expires_at: str = ""


def step_up_methods(credential: Credential) -> list[Method]:
    """What the caller would be asked for. Raises EmailNotVerified for one who has proven nothing: no money leaves then."""
    if credential.factors:
        return ["totp", "recovery"]
    if "email" in credential.verified:
        return ["email"]
    if "phone" in credential.verified:
        return ["phone"]
    raise EmailNotVerified


def require_step_up(caller: Caller, payment: Payment, authorization: str | None, call: Call) -> Change:
    """The change that spends the `authorization`, for a transaction of one's own: with it goes 403
    `authorization_mismatch` when anybody was faster.

    Raises AuthorizationMismatch; without any `authorization` StepUpRequired, with a challenge made for this payment.
    """
    if authorization is None:
        raise ask_step_up(caller, payment, call)
    row = next(iter(authorization_row(authorization).values()), None)
    change = spending(authorization, dynamo.get(*row) if row else None, caller, payment, call.now)
    return replace(change, refusal=AuthorizationMismatch())


def authorization_row(authorization: str | None) -> dict[str, tuple[str, Item]]:
    """Where an authorization lies, for a posting that reads it beside its accounts; nowhere, if it is none of ours."""
    challenge_id = (authorization or "").partition(_SEPARATOR)[0]
    return {"authorization": challenge_store.challenge_row(challenge_id)} if ids.is_id(challenge_id) else {}


def spending(authorization: str, row: Item | None, caller: Caller, payment: Payment, now: datetime) -> Change:
    """The change that spends it, label `authorization`, for the transaction that holds or posts. `row` is what was read.

    Raises AuthorizationMismatch: nothing is screened or held for a payment that is not authorized.
    """
    challenge_id, _, secret = authorization.partition(_SEPARATOR)
    digest, found = _digest(secret), challenge_store.to_challenge(row)
    if found is None or not _allows(found, digest, caller, payment, now):
        raise AuthorizationMismatch
    return challenge_store.spending(challenge_id, digest, caller.user_id, payment.digest, now)


def answer_step_up(caller: Caller, challenge_id: str, method: Method, code: str, call: Call) -> Authorization:
    """What the payment is sent again with. Raises InvalidCode, for another's challenge and another session's as well."""
    tries: challenge_store.Tries = "recovery_tries" if method == "recovery" else "tries"
    own = {"user_id": caller.user_id, "session_id": caller.session_id}
    challenge = challenge_store.count_try(challenge_id, Purpose.STEP_UP, call.now, tries, **own)
    if challenge is None:
        raise InvalidCode
    proof = _proof(challenge, method, code, find_own(caller), call)
    secret, until = secrets.token_urlsafe(32), end_of(call.now, AUTHORIZATION_SECONDS)
    try:
        dynamo.transact(
            [
                challenge_store.authorizing(challenge, _digest(secret), until),
                *proof,
            ]
        )
    except dynamo.Refused as refused:
        if not challenge_store.was_authorized_as(refused, _digest(secret)):
            raise InvalidCode from refused
    return Authorization(_SEPARATOR.join((challenge_id, secret)), clock.to_text(clock.from_epoch_seconds(until)))


def resend_step_up(caller: Caller, challenge_id: str, call: Call) -> Challenge:
    """Another code in the place of the one that was sent. Raises InvalidCode where none was, TooManyRequests."""
    challenge = challenge_store.find_challenge(challenge_id) if ids.is_id(challenge_id) else None
    asked = challenge is not None and challenge.purpose is Purpose.STEP_UP and challenge.channel is not None
    if challenge is None or not asked or (challenge.user_id, challenge.session_id) != (caller.user_id, caller.session_id):
        raise InvalidCode
    if challenge.is_over(call.now) or challenge.authorization_digest:
        raise InvalidCode
    renewed = replace(challenge, nonce=codes.new_nonce(), expires_at=end_of(call.now, CODE_SECONDS))
    _send(renewed, challenge_store.renewed(renewed), call)
    return renewed


def ask_step_up(caller: Caller, payment: Payment, call: Call) -> StepUpRequired:
    """The refusal that asks for it, with a challenge made for this payment; its code is on its way where there is no factor.

    Raises EmailNotVerified, TooManyRequests.
    """
    credential = find_own(caller)
    methods = step_up_methods(credential)
    channel: Channel = "phone" if methods == ["phone"] else "email"
    address = credential.phone if channel == "phone" else credential.email
    made = replace(
        new_challenge(Purpose.STEP_UP, channel, address or "", credential, call),
        session_id=caller.session_id,
        payment_digest=payment.digest,
        shown=payment.shown,
    )
    if credential.factors:
        made = replace(made, channel=None, address="", nonce="")
        dynamo.write(challenge_store.new_challenge(made))
    else:
        _send(made, challenge_store.new_challenge(made), call)
    return StepUpRequired("Confirm this payment", challengeId=made.challenge_id, methods=methods, **payment.shown)


def _send(challenge: Challenge, change: Change, call: Call) -> None:
    """Unlike with other purposes the former challenge stays: it is another payment's."""
    seen = challenge_store.find_codes_sent(Purpose.STEP_UP, challenge.address)
    sent = (seen or CodesSent()).with_another(challenge.challenge_id, call.now)
    keeping = challenge_store.keeping_sent(Purpose.STEP_UP, challenge.address, sent, seen)
    if "amount" in (challenge.shown or {}):
        told = events.code_wanted(challenge, "PAYMENT.CONFIRM", call)
    else:
        told = events.code_wanted(challenge, "PAYEE.CONFIRM", call)
    send(challenge, [keeping, change, told])


def _proof(challenge: Challenge, method: Method, code: str, credential: Credential, call: Call) -> list[Change]:
    """What uses the factor's code up; nothing where the challenge has a code of its own. Raises InvalidCode."""
    if challenge.channel is None and method in ("totp", "recovery"):
        return prove_factor(credential, method, code, call)
    if challenge.channel != method or not codes.is_behind(challenge, code):
        raise InvalidCode
    return []


def _allows(challenge: Challenge, digest: str, caller: Caller, payment: Payment, now: datetime) -> bool:
    same = challenge.authorization_digest == digest and challenge.payment_digest == payment.digest
    return same and challenge.user_id == caller.user_id and not challenge.is_over(now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
