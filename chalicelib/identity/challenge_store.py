"""Where challenges lie: `challenge-table` (challenge_id), and when codes were sent: `code-sent-table` (address_key)."""

import hashlib
from datetime import datetime
from typing import Literal

from chalicelib.identity import store
from chalicelib.identity.challenges import MAXIMUM_TRIES, Challenge, CodesSent, Purpose
from chalicelib.identity.model import Credential, email_key
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change

CHALLENGES, SENT = "challenge-table", "code-sent-table"
_CHALLENGE = Codec(Challenge, read={"purpose": Purpose})
_SENT = Codec(CodesSent, read={"at": tuple})
Tries = Literal["tries", "recovery_tries"]


def new_challenge(challenge: Challenge) -> Change:
    return dynamo.put_new("challenge", CHALLENGES, "challenge_id", _CHALLENGE.to_item(challenge))


def find_challenge(challenge_id: str) -> Challenge | None:
    return _CHALLENGE.found(dynamo.get(CHALLENGES, {"challenge_id": challenge_id}))


def challenge_row(challenge_id: str) -> tuple[str, dynamo.Item]:
    """Where a challenge lies, for a posting that reads it beside its accounts."""
    return CHALLENGES, {"challenge_id": challenge_id}


to_challenge = _CHALLENGE.found


def count_try(challenge_id: str, purpose: Purpose, now: datetime, tries: Tries = "tries", **own: str) -> Challenge | None:
    """Counts an answer before anybody looks whether it is right, and returns the challenge that it answers.

    None, and nothing is counted, where there is no such challenge, it is over, used up or answered five times, or is not
    `own` (attributes and their values). Of many answers at once five are looked at, whatever they are.
    """
    if not ids.is_id(challenge_id):
        return None
    condition = f"purpose = :purpose AND expires_at > :now AND {tries} < :maximum AND attribute_not_exists(used_by)"
    condition += " AND attribute_not_exists(authorization_digest)"
    condition += "".join(f" AND {name} = :{name}" for name in own)
    values: dynamo.Item = {"purpose": purpose, "now": clock.epoch_seconds(now), "maximum": MAXIMUM_TRIES, **own}
    change = dynamo.update(
        "challenge", CHALLENGES, {"challenge_id": challenge_id}, {}, add={tries: 1}, condition=condition, **values
    )
    try:
        return _CHALLENGE.to_model(dynamo.updated(change))
    except dynamo.Refused:
        return None


def give_back_try(challenge: Challenge) -> None:
    """The answer was right and something else was missing: it was no try."""
    key = {"challenge_id": challenge.challenge_id}
    dynamo.write(dynamo.update("challenge", CHALLENGES, key, {}, add={"tries": -1}, condition="attribute_exists(challenge_id)"))


def used_up(challenge: Challenge, attempt: str) -> Change:
    """Uses it up, in the transaction that has the effect; label `challenge`. Refused when another attempt was first."""
    condition = "attribute_exists(challenge_id) AND attribute_not_exists(used_by)"
    key = {"challenge_id": challenge.challenge_id}
    return dynamo.update("challenge", CHALLENGES, key, {"used_by": attempt}, condition=condition)


def was_used_by(refused: dynamo.Refused, attempt: str) -> bool:
    """Whether what refused `used_up` was this very attempt, whose answer had got lost."""
    return (refused.items.get("challenge") or {}).get("used_by") == attempt


def renewed(challenge: Challenge) -> Change:
    """Puts another code in the place of the one that was sent; label `challenge`."""
    assign = {"nonce": challenge.nonce, "expires_at": challenge.expires_at, "tries": 0, "recovery_tries": 0}
    condition = "attribute_exists(challenge_id) AND attribute_not_exists(used_by) AND attribute_not_exists(authorization_digest)"
    return dynamo.update("challenge", CHALLENGES, {"challenge_id": challenge.challenge_id}, assign, condition=condition)


def authorizing(challenge: Challenge, authorization_digest: str, until: int) -> Change:
    """It was passed: what was handed out is good `until` then; label `challenge`. Refused when it was passed before."""
    condition = "attribute_exists(challenge_id) AND attribute_not_exists(authorization_digest)"
    assign = {"authorization_digest": authorization_digest, "expires_at": until}
    return dynamo.update("challenge", CHALLENGES, {"challenge_id": challenge.challenge_id}, assign, condition=condition)


def was_authorized_as(refused: dynamo.Refused, authorization_digest: str) -> bool:
    """Whether what refused `authorizing` was this very attempt, whose answer had got lost."""
    return (refused.items.get("challenge") or {}).get("authorization_digest") == authorization_digest


def spending(challenge_id: str, authorization_digest: str, user_id: str, payment_digest: str, now: datetime) -> Change:
    """Uses an authorization up, in the transaction that moves the money: exactly this payment's, once, while it is good."""
    condition = (
        "authorization_digest = :authorization AND user_id = :user AND payment_digest = :payment AND expires_at > :now "
        "AND attribute_not_exists(used_by)"
    )
    values: dynamo.Item = {
        "authorization": authorization_digest,
        "user": user_id,
        "payment": payment_digest,
        "now": clock.epoch_seconds(now),
    }
    key = {"challenge_id": challenge_id}
    return dynamo.update("authorization", CHALLENGES, key, {"used_by": "payment"}, condition=condition, **values)


def removed(challenge_id: str) -> Change:
    """Removes the challenge whose code is replaced; done as well when there is none."""
    return dynamo.delete("former", CHALLENGES, {"challenge_id": challenge_id})


def find_codes_sent(purpose: Purpose, address: str) -> CodesSent | None:
    return _SENT.found(dynamo.get(*_sent_key(purpose, address)))


def find_for_code(email: str, purpose: Purpose) -> tuple[Credential | None, CodesSent | None]:
    """The credential of an email, and when codes were sent to it for a purpose, in one round trip."""
    credential, sent = dynamo.get_many([store.standing_row(email), _sent_key(purpose, email)])
    return store.credential_of(credential), _SENT.found(sent)


def keeping_first(challenge: Challenge, sent: CodesSent) -> Change:
    """Keeps the first code of a new user, whatever was sent to the address before it was theirs."""
    return dynamo.put("sent", SENT, _sent_item(challenge.purpose, challenge.address, sent))


def keeping_sent(purpose: Purpose, address: str, sent: CodesSent, seen: CodesSent | None) -> Change:
    """Keeps it if no other code was sent since it was seen; label `sent`."""
    item = _sent_item(purpose, address, sent)
    if seen is None:
        return dynamo.put_new("sent", SENT, "address_key", item)
    return dynamo.put("sent", SENT, item, condition="#at = :seen", seen=list(seen.at))


def _sent_item(purpose: Purpose, address: str, sent: CodesSent) -> dynamo.Item:
    return {"address_key": _address_key(purpose, address), **_SENT.to_item(sent), "expires_at": sent.forgotten_at}


def _sent_key(purpose: Purpose, address: str) -> tuple[str, dict[str, object]]:
    return SENT, {"address_key": _address_key(purpose, address)}


def _address_key(purpose: Purpose, address: str) -> str:
    return hashlib.sha256(f"{purpose}\n{email_key(address)}".encode()).hexdigest()
