"""Confirm that an email or a phone number is the caller's own, by the code that was sent to it."""

from chalicelib.identity import challenge_store, codes, events, store
from chalicelib.identity.challenges import CHANNELS, Challenge, Channel, Purpose
from chalicelib.identity.errors import AlreadyVerified, InvalidCode, NothingToVerify
from chalicelib.identity.model import Credential
from chalicelib.identity.operations.send_code import new_challenge, send, sending
from chalicelib.kernel import ids
from chalicelib.kernel.failures import Unauthenticated
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call


def send_verification(caller: Caller, channel: Channel, call: Call) -> Challenge:
    """Sends a code. Raises AlreadyVerified, NothingToVerify, TooManyRequests."""
    credential = find_own(caller)
    if channel in credential.verified:
        raise AlreadyVerified
    address = credential.email if channel == "email" else credential.phone
    if address is None:
        raise NothingToVerify
    challenge = new_challenge(Purpose.VERIFY, channel, address, credential, call)
    send(challenge, sending(challenge, challenge_store.find_codes_sent(Purpose.VERIFY, address), "VERIFY", call))
    return challenge


def verify_address(caller: Caller, challenge_id: str, code: str, call: Call) -> tuple[Channel, ...]:
    """What of the caller is confirmed now. Raises InvalidCode."""
    challenge = challenge_store.count_try(challenge_id, Purpose.VERIFY, call.now, user_id=caller.user_id)
    if challenge is None or challenge.channel is None or not codes.is_behind(challenge, code):
        raise InvalidCode
    credential, attempt = find_own(caller), ids.new_id(call.now)
    if challenge.channel in credential.verified:
        raise AlreadyVerified
    try:
        dynamo.transact(
            [
                challenge_store.used_up(challenge, attempt),
                store.proving(credential, challenge.channel, challenge.address),
                events.verified(credential, challenge.channel, call),
            ]
        )
    except dynamo.Refused as refused:
        if not challenge_store.was_used_by(refused, attempt):
            raise InvalidCode from refused
    return tuple(each for each in CHANNELS if each == challenge.channel or each in credential.verified)


def find_own(caller: Caller) -> Credential:
    """The caller's credential. Raises Unauthenticated when there is none: then the token says what is no longer so."""
    credential = store.find_credential(caller.email)
    if credential is None or credential.user_id != caller.user_id:
        raise Unauthenticated("The access token is of nobody any more")
    return credential
