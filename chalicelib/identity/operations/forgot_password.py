"""Send a code with which the owner of an address can set a new password."""

from chalicelib.identity import challenge_store
from chalicelib.identity.challenges import Challenge, Purpose
from chalicelib.identity.operations.send_code import new_challenge, send, sending
from chalicelib.platform.call import Call


def forgot_password(email: str, call: Call) -> Challenge:
    """One read and one transaction, whether or not the email has an account, and a challenge in either case.

    Raises TooManyRequests by what was asked for, never by what is there.
    """
    credential, seen = challenge_store.find_for_code(email, Purpose.RESET)
    challenge = new_challenge(Purpose.RESET, "email", credential.email if credential else email, credential, call)
    send(challenge, sending(challenge, seen, "PASSWORD.RESET", call))
    return challenge
