"""Enrol an authenticator app, confirm it with a code of its own, remove it; make recovery codes."""

from dataclasses import dataclass

from chalicelib.identity import events, factor_store, store, totp
from chalicelib.identity.errors import EmailNotVerified, FactorConfirmed, InvalidCode, NoFactor, TooManyFactors, UnknownFactor
from chalicelib.identity.factors import (
    MAXIMUM_FACTORS,
    Factor,
    RecoveryCodes,
    new_recovery_codes,
    recovery_digest,
    secret_context,
)
from chalicelib.identity.model import Credential
from chalicelib.identity.operations.prove_factor import secret_of
from chalicelib.identity.operations.verify_address import find_own
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo, vault
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call

ISSUER = "Inferno Bank"
_BUSY = "The second factors changed this moment; try again"


@dataclass(frozen=True, slots=True)
class NewFactor:
    """`secret` is base32, `uri` what a QR code shows; neither is told again."""

    factor_id: str
    secret: str
    uri: str


def enrol_totp(caller: Caller, call: Call) -> NewFactor:
    """A factor that counts once it is confirmed; one that was never confirmed makes room. Raises EmailNotVerified, TooManyFactors."""
    credential, enrolled = _with_room(caller), factor_store.enrolled(caller.user_id)
    secret, factor_id = totp.new_secret(), ids.new_id(call.now)
    sealed = vault.encrypt(totp.to_text(secret), secret_context(caller.user_id, factor_id))
    factor = Factor(caller.user_id, factor_id, sealed, clock.to_text(call.now))
    waiting = [each for each in enrolled.factors if not each.confirmed_at]
    try:
        dynamo.transact([factor_store.new_factor(factor), *map(factor_store.removed, waiting)])
    except dynamo.Refused as refused:
        raise RequestInProgress(_BUSY) from refused
    return NewFactor(factor_id, totp.to_text(secret), totp.uri(secret, credential.email, ISSUER))


def confirm_totp(caller: Caller, factor_id: str, code: str, call: Call) -> None:
    """From now on logging in takes a code of it. Raises UnknownFactor, FactorConfirmed, InvalidCode, EmailNotVerified."""
    factor = factor_store.find_factor(caller.user_id, factor_id)
    if factor is None:
        raise UnknownFactor
    if factor.confirmed_at:
        raise FactorConfirmed
    step = totp.matching_step(secret_of(factor), code, call.now)
    if step is None:
        raise InvalidCode
    credential = _with_room(caller)
    try:
        dynamo.transact(
            [
                factor_store.confirmed(factor, step, clock.to_text(call.now)),
                store.keeping_factors(credential, [*credential.factors, factor_id]),
                events.factor_changed(credential, "added", call),
            ]
        )
    except dynamo.Refused as refused:
        found = refused.items.get("factor")
        if found and found.get("last_step") == step and found.get("confirmed_at") == clock.to_text(call.now):
            return  # ours, whose answer got lost
        if found and found.get("confirmed_at"):
            raise FactorConfirmed from refused
        raise RequestInProgress(_BUSY) from refused


def _with_room(caller: Caller) -> Credential:
    """Who may have another factor. Raises EmailNotVerified, TooManyFactors."""
    credential = find_own(caller)
    if "email" not in credential.verified:
        raise EmailNotVerified
    if len(credential.factors) >= MAXIMUM_FACTORS:
        raise TooManyFactors
    return credential


def remove_factor(caller: Caller, factor_id: str, call: Call) -> None:
    """With the last one the recovery codes go too. Raises UnknownFactor."""
    credential, enrolled = find_own(caller), factor_store.enrolled(caller.user_id)
    factor = next((each for each in enrolled.factors if each.factor_id == factor_id), None)
    if factor is None:
        raise UnknownFactor
    changes = [factor_store.removed(factor)]
    if factor.confirmed_at:
        left = [each for each in credential.factors if each != factor_id]
        changes += [store.keeping_factors(credential, left), events.factor_changed(credential, "removed", call)]
        changes += [] if left else [factor_store.removing_codes(caller.user_id)]
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:
        raise RequestInProgress(_BUSY) from refused


def make_recovery_codes(caller: Caller, call: Call) -> list[str]:
    """Ten new ones in the place of the former, told once. Raises NoFactor."""
    credential, enrolled = find_own(caller), factor_store.enrolled(caller.user_id)
    if not enrolled.confirmed:
        raise NoFactor
    made = new_recovery_codes()
    digests = tuple(recovery_digest(caller.user_id, code) for code in made)
    codes = RecoveryCodes(caller.user_id, digests, clock.to_text(call.now))
    try:
        dynamo.transact(
            [
                factor_store.keeping_codes(codes, enrolled.recovery),
                store.keeping_factors(credential, credential.factors),
                events.factor_changed(credential, "recovery", call),
            ]
        )
    except dynamo.Refused as refused:
        raise RequestInProgress(_BUSY) from refused
    return made
