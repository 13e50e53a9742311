"""The second step of a login: a code of a factor, after the password was right."""

from chalicelib.identity import challenge_store, events, store
from chalicelib.identity.challenges import LOGIN_SECONDS, Challenge, Purpose, end_of
from chalicelib.identity.errors import InvalidCode, InvalidCredentials
from chalicelib.identity.model import Credential
from chalicelib.identity.operations.count_failure import count_failure
from chalicelib.identity.operations.issue_tokens import TokenPair
from chalicelib.identity.operations.open_session import open_session
from chalicelib.identity.operations.prove_factor import FactorMethod, prove_factor
from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call

METHODS: tuple[FactorMethod, ...] = ("totp", "recovery")
_AUTHENTICATED_BY = ("pwd", "otp", "mfa")  # as RFC 8176 names it


def ask_for_factor(credential: Credential, call: Call) -> Challenge:
    """The challenge that a right password gets where a factor is enrolled. Failures are forgotten at its end only.

    Raises InvalidCredentials when the source was locked out meanwhile: of many guesses at once none learns the password then.
    """
    end = end_of(call.now, LOGIN_SECONDS)
    challenge = Challenge(ids.new_id(call.now), Purpose.LOGIN, credential.user_id, credential.key, end)
    try:
        dynamo.transact([store.not_locked(credential.email, call.source, call.now), challenge_store.new_challenge(challenge)])
    except dynamo.Refused as refused:
        if "attempts" in refused.items:  # else the challenge is there: written by the first try, its answer lost
            raise InvalidCredentials from refused
    return challenge


def pass_second_factor(challenge_id: str, method: FactorMethod, code: str, call: Call) -> TokenPair:
    """The tokens. Raises InvalidCode; the owner is told, once a challenge, that somebody knew the password and no more.

    A wrong code counts in the lock, as a wrong password does.
    """
    tries: challenge_store.Tries = "recovery_tries" if method == "recovery" else "tries"
    challenge = challenge_store.count_try(challenge_id, Purpose.LOGIN, call.now, tries)
    if challenge is None:
        raise InvalidCode
    credential, lock = store.find_login(challenge.email_key, call.source)
    if credential is None or credential.user_id != challenge.user_id:
        raise InvalidCode
    try:
        proof = prove_factor(credential, method, code, call)
    except InvalidCode:
        dynamo.write(events.factor_wrong(credential, challenge, call))
        count_failure(credential.email, credential, lock, call)
        raise
    attempt = ids.new_id(call.now)
    try:
        return open_session(credential, _AUTHENTICATED_BY, call, also=[challenge_store.used_up(challenge, attempt), *proof])
    except (dynamo.Refused, InvalidCredentials) as refused:
        raise InvalidCode from refused
