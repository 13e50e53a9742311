"""Set a new password with the code that was sent to the email, and with the second factor where there is one."""

from dataclasses import dataclass

from chalicelib.identity import challenge_store, codes, events, factor_store, passwords, store
from chalicelib.identity.challenges import Purpose
from chalicelib.identity.errors import InvalidCode, SecondFactorRequired
from chalicelib.identity.model import Credential
from chalicelib.identity.operations.prove_factor import FactorMethod, prove_factor
from chalicelib.kernel import ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


@dataclass(frozen=True, slots=True)
class SecondFactor:
    method: FactorMethod
    code: str


def reset_password(challenge_id: str, code: str, new_password: str, second: SecondFactor | None, call: Call) -> None:
    """Every session is over afterwards; nobody is logged in by it. Raises InvalidCode, SecondFactorRequired, InvalidRequest.

    The code proves the address as well. Where nobody had proven it, whoever set the password, phone or factors before was
    perhaps a stranger: all of it goes, and no factor is asked for.
    """
    passwords.check_length(new_password, has_factor=True)
    challenge = challenge_store.count_try(challenge_id, Purpose.RESET, call.now)
    if challenge is None or not codes.is_behind(challenge, code):
        raise InvalidCode
    credential = store.find_credential(challenge.email_key)
    if credential is None or credential.user_id != challenge.user_id:
        raise InvalidCode
    try:
        password_hash = passwords.new_hash(new_password, credential.email, has_factor=bool(credential.factors))
    except InvalidRequest:
        challenge_store.give_back_try(challenge)
        raise
    proof: list[Change] = []
    if "email" not in credential.verified:
        proof = [*_without_a_stranger(credential), events.verified(credential, "email", call)]
    elif credential.factors:
        if second is None:
            challenge_store.give_back_try(challenge)
            raise SecondFactorRequired
        proof = prove_factor(credential, second.method, second.code, call)
    attempt = ids.new_id(call.now)
    try:
        dynamo.transact(
            [
                challenge_store.used_up(challenge, attempt),
                store.resetting(credential, password_hash, call.now),
                *proof,
                events.password_changed(credential, call),
            ]
        )
    except dynamo.Refused as refused:
        if not challenge_store.was_used_by(refused, attempt):
            raise InvalidCode from refused


def _without_a_stranger(credential: Credential) -> list[Change]:
    enrolled = factor_store.enrolled(credential.user_id)
    codes = [factor_store.removing_codes(credential.user_id)] if enrolled.recovery else []
    return [*map(factor_store.removed, enrolled.factors), *codes]
