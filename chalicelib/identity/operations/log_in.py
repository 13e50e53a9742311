"""Log in with email and password.

Every attempt costs one read, one bcrypt and one write, whether or not the email has an account. An attempt counts when it
is written, not when it is read: of many guesses at once from one source, none succeeds after the tenth failure has locked it out.
"""

from dataclasses import replace

from chalicelib.identity import passwords, store
from chalicelib.identity.challenges import Challenge
from chalicelib.identity.errors import InvalidCredentials
from chalicelib.identity.model import Credential
from chalicelib.identity.operations.count_failure import count_failure
from chalicelib.identity.operations.issue_tokens import TokenPair
from chalicelib.identity.operations.open_session import open_session
from chalicelib.identity.operations.pass_second_factor import ask_for_factor
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call


def log_in(email: str, password: str, call: Call) -> TokenPair | Challenge:
    """Opens a session and records the mail about it; where a second factor is enrolled, asks for a code of it instead.

    Raises InvalidCredentials, where guessing is stopped as well.
    """
    credential, lock = store.find_login(email, call.source)
    right = passwords.matches(password, credential.password_hash if credential else None)
    # What is stopped is refused here already: the right password must not cost more time than a wrong one.
    if not right or credential is None or lock.stops(call.now, has_factor=bool(credential.factors)):
        count_failure(email, credential, lock, call)
        raise InvalidCredentials
    if passwords.is_outdated(credential.password_hash):
        credential = _hashed_anew(credential, password)
    return ask_for_factor(credential, call) if credential.factors else open_session(credential, ["pwd"], call)


def _hashed_anew(credential: Credential, password: str) -> Credential:
    """With the hash of today instead of an older one. Raises InvalidCredentials when the password changed meanwhile."""
    renewed = replace(credential, password_hash=passwords.hash_password(password))
    try:
        dynamo.write(store.replacing_hash(renewed, credential))
    except dynamo.Refused as refused:
        # Another login at this moment did the same, with another salt.
        found = store.find_credential(credential.email)
        if found is None or not passwords.matches(password, found.password_hash):
            raise InvalidCredentials from refused
        return found
    return renewed
