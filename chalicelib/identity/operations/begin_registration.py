"""What a registration does with identity: the credential, and the code that proves the email."""

from dataclasses import dataclass, replace

from chalicelib.identity import challenge_store, store
from chalicelib.identity.challenges import Challenge, CodesSent, Purpose
from chalicelib.identity.errors import EmailTaken
from chalicelib.identity.model import Credential
from chalicelib.identity.operations.send_code import new_challenge, sending
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


@dataclass(frozen=True, slots=True)
class Registration:
    """`changes` belong into the transaction that makes the user; where the email `is_known` they are all of it."""

    challenge: Challenge
    changes: list[Change]
    is_known: bool = False


def begin_verification(credential: Credential, call: Call) -> Registration:
    """For a registration whose transaction raises EmailTaken for a known email; the first mail carries the code."""
    challenge = new_challenge(Purpose.VERIFY, "email", credential.email, credential, call)
    sent = CodesSent().with_another(challenge.challenge_id, call.now)
    made = [challenge_store.keeping_first(challenge, sent), challenge_store.new_challenge(challenge)]
    return Registration(challenge, [replace(store.new_credential(credential), refusal=EmailTaken()), *made])


def begin_registration(credential: Credential, call: Call) -> Registration:
    """For one that answers the same whether or not the email is known: then its owner is mailed a code for a new password.

    Raises TooManyRequests. Refused under `credential` when somebody registered the email meanwhile.
    """
    known, seen = challenge_store.find_for_code(credential.email, Purpose.REGISTER)
    if known:
        challenge = new_challenge(Purpose.RESET, "email", known.email, known, call)
        return Registration(challenge, sending(challenge, seen, "REGISTER.AGAIN", call, Purpose.REGISTER), is_known=True)
    challenge = new_challenge(Purpose.VERIFY, "email", credential.email, credential, call)
    sent = sending(challenge, seen, "VERIFY", call, Purpose.REGISTER)
    return Registration(challenge, [store.new_credential(credential), *sent])
