"""Log in with email and password.

Every attempt costs one read, one bcrypt and one write, whether or not the email has an account. An attempt counts when it
is written, not when it is read: of many guesses at once, none succeeds after the tenth failure has locked the account.
"""

from datetime import datetime

from chalicelib.identity import passwords, store
from chalicelib.identity.errors import InvalidCredentials
from chalicelib.identity.model import Attempts
from chalicelib.identity.operations.issue_tokens import TokenPair
from chalicelib.identity.operations.open_session import open_session
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.observability import logger

# A guess loses at most ten races before the account is locked; a success in between starts the count again.
_MAXIMUM_RACES = 25


def log_in(email: str, password: str, call: Call) -> TokenPair:
    """Opens a session and records the mail about it. Raises InvalidCredentials, for a locked account as well."""
    credential, attempts = store.find_login(email)
    right = passwords.matches(password, credential.password_hash if credential else None)
    # A locked account is refused here already: the right password must not cost more time than a wrong one.
    if not right or credential is None or (attempts and attempts.is_locked(call.now)):
        _count_failure(email, attempts, call.now)
        raise InvalidCredentials
    return open_session(credential, ["pwd"], call)


def _count_failure(email: str, attempts: Attempts | None, now: datetime) -> None:
    """Counts it; while the account is locked nothing is counted, so that a lock ends when it said it would."""
    for _ in range(_MAXIMUM_RACES):
        known = attempts or Attempts()
        # A locked account's attempt is written back unchanged: it takes as long as one that counts.
        counted = known if known.is_locked(now) else known.after_failure(now)
        try:
            store.keep_attempts(email, counted, attempts)
        except dynamo.Refused as refused:
            found = refused.items["attempts"]
            attempts = store.attempts_of(found) if found else None
            continue
        if counted.locked_until > known.locked_until:
            logger.info("account locked", extra={"failures": counted.failures})
        return
    raise RequestInProgress("Too many logins at once; try again")
