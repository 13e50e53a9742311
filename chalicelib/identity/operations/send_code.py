"""Send a code to an address: a challenge in the place of the former one, and the message, in one transaction."""

from chalicelib.identity import challenge_store, codes, events
from chalicelib.identity.challenges import (
    CODE_SECONDS,
    NOTICE_SECONDS,
    RESEND_SECONDS,
    Challenge,
    Channel,
    CodesSent,
    Purpose,
    end_of,
)
from chalicelib.identity.model import Credential, email_key
from chalicelib.kernel import ids
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


def new_challenge(purpose: Purpose, channel: Channel, address: str, credential: Credential | None, call: Call) -> Challenge:
    """One with a code for `address`. Without a credential nobody can pass it, and nothing is sent."""
    return Challenge(
        challenge_id=ids.new_id(call.now),
        purpose=purpose,
        user_id=credential.user_id if credential else "",
        email_key=credential.key if credential else email_key(address),
        expires_at=end_of(call.now, CODE_SECONDS),
        channel=channel,
        address=address,
        nonce=codes.new_nonce(),
    )


def new_notice(credential: Credential, email_key: str, channel: Channel, address: str, call: Call) -> Challenge:
    """Where a word goes that must not follow the user to another address; they have `email_key` when it leaves."""
    end = end_of(call.now, NOTICE_SECONDS)
    return Challenge(ids.new_id(call.now), Purpose.NOTICE, credential.user_id, email_key, end, channel, address)


def sending(
    challenge: Challenge, seen: CodesSent | None, template: str, call: Call, counted_as: Purpose | None = None
) -> list[Change]:
    """What records the challenge and sends its code, the same whether or not anybody is behind the address.

    `seen` is what had been sent to the address for the purpose that it is counted under. Raises TooManyRequests.
    """
    sent = (seen or CodesSent()).with_another(challenge.challenge_id, call.now)
    former = [challenge_store.removed(seen.challenge_id)] if seen else []
    return [
        challenge_store.keeping_sent(counted_as or challenge.purpose, challenge.address, sent, seen),
        *former,
        challenge_store.new_challenge(challenge),
        events.code_wanted(challenge, template, call),
    ]


def send(challenge: Challenge, changes: list[Change]) -> None:
    """Writes them. Raises TooManyRequests when another code was sent meanwhile."""
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:
        if (refused.items.get("sent") or {}).get("challenge_id") != challenge.challenge_id:  # else ours, whose answer got lost
            raise TooManyRequests(RESEND_SECONDS, "A code was sent this moment") from refused
