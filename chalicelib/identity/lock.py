"""What stops guessing at one address, and never its owner.

Failures are counted for the address and the source they come from: ten lock that source out. All sources together are braked
softly: it takes a hundred, locks shorter, and lets through whoever has logged in from their source before or has a second factor.
"""

import ipaddress
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.kernel import clock

FIRST_LOCK_SECONDS = 60
# Failures older than this no longer count: a slip a month must not lock anyone out in a year.
FORGOTTEN_SECONDS = 24 * 60 * 60
KNOWN_SECONDS = 90 * 24 * 60 * 60
# The owner hears of a lock once in this time, however many sources come.
TOLD_SECONDS = 24 * 60 * 60
# Beyond what is lifted at once; the oldest ends by itself within the hour.
MAXIMUM_LOCKED_SOURCES = 50
_IPV6_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Limits:
    failures: int
    longest_seconds: int


OF_A_SOURCE, OF_ALL = Limits(10, 60 * 60), Limits(100, 15 * 60)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed logins under one email, from one source or from all, whether or not it has an account.

    Times are epoch seconds; 0 is never. Of one source: until when it is `known`, by a login from there. Of all:
    `locked_sources`, the keys of those that were locked, newest last, and when the owner was `told`.
    """

    failures: int = 0
    locked_until: int = 0
    last_at: int = 0
    known_until: int = 0
    locked_sources: tuple[str, ...] = ()
    told_at: int = 0

    def is_locked(self, now: datetime) -> bool:
        return clock.epoch_seconds(now) < self.locked_until

    def after_failure(self, now: datetime, limits: Limits = OF_A_SOURCE) -> "Attempts":
        """One failure more: the last that is free locks for a minute, each further one for twice as long, up to the longest."""
        seconds = clock.epoch_seconds(now)
        forgotten = seconds - self.last_at > FORGOTTEN_SECONDS
        failures = 1 if forgotten else self.failures + 1
        over = failures - limits.failures
        # The power is capped too: a number with thousands of digits helps nobody.
        lock_seconds = 0 if over < 0 else min(FIRST_LOCK_SECONDS * 2 ** min(over, 10), limits.longest_seconds)
        return replace(self, failures=failures, locked_until=seconds + lock_seconds if lock_seconds else 0, last_at=seconds)

    @property
    def forgotten_at(self) -> int:
        return max(self.locked_until, self.last_at + FORGOTTEN_SECONDS, self.known_until, self.told_at + TOLD_SECONDS)


@dataclass(frozen=True, slots=True)
class Lock:
    """Both counts of one attempt, as they are; `source` is the key of the one from where it comes."""

    source: str
    own: Attempts
    common: Attempts

    def stops(self, now: datetime, *, has_factor: bool = False) -> bool:
        """Whether even the right password opens nothing now."""
        return self.own.is_locked(now) or (self.common.is_locked(now) and not has_factor and not self._is_known(now))

    def after_failure(self, now: datetime, *, has_factor: bool = False) -> "Lock":
        """While the attempt is stopped nothing counts, so that a lock ends when it said it would; what is not stopped counts."""
        if self.stops(now, has_factor=has_factor):
            return self
        own = self.own.after_failure(now)
        common = self.common if self.common.is_locked(now) else self.common.after_failure(now, OF_ALL)
        if own.is_locked(now):
            others = tuple(each for each in common.locked_sources if each != self.source)
            common = replace(common, locked_sources=(*others, self.source)[-MAXIMUM_LOCKED_SOURCES:])
        return Lock(self.source, own, common)

    def telling(self, before: "Lock", now: datetime) -> "Lock":
        """This lock, with the owner told where something was locked that was not, and they have not heard of it today."""
        is_new = any(
            mine.locked_until > theirs.locked_until for mine, theirs in ((self.own, before.own), (self.common, before.common))
        )
        seconds = clock.epoch_seconds(now)
        if not is_new or seconds - self.common.told_at < TOLD_SECONDS:
            return self
        return replace(self, common=replace(self.common, told_at=seconds))

    def _is_known(self, now: datetime) -> bool:
        return clock.epoch_seconds(now) < self.own.known_until


def source_of(address: str) -> str:
    """Where a guess comes from: an IPv4 address, or the network of an IPv6 one, of which its user has every address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((parsed, _IPV6_NETWORK_BITS), strict=False))
