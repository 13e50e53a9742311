"""Count a failed login, by whatever it failed, and tell the owner of the address when that locks something."""

from chalicelib.identity import events, store
from chalicelib.identity.lock import Lock
from chalicelib.identity.model import Credential
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.observability import logger

# A guess loses at most ten races before its source is locked; a success in between starts the count again.
_MAXIMUM_RACES = 25


def count_failure(email: str, credential: Credential | None, lock: Lock, call: Call) -> None:
    """`lock` is what was read; a stopped attempt is written back unchanged, so that it takes as long as one that counts."""
    has_factor = credential is not None and bool(credential.factors)
    for _ in range(_MAXIMUM_RACES):
        counted = lock.after_failure(call.now, has_factor=has_factor).telling(lock, call.now)
        is_told = counted.common.told_at > lock.common.told_at
        told = [events.locked(credential, call)] if is_told else []
        try:
            dynamo.transact([*store.keeping_lock(email, counted, lock), *told])
        except dynamo.Refused as refused:
            lock = store.lock_found(lock, refused.items)
            continue
        if counted.own.locked_until > lock.own.locked_until:
            logger.info("source locked out of an account", extra={"failures": counted.own.failures})
        if counted.common.locked_until > lock.common.locked_until:
            logger.warning("account braked for every source", extra={"failures": counted.common.failures})
        return
    raise RequestInProgress("Too many logins at once; try again")
