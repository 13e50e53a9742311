"""A crowd on one account: who gives way to whom, and for how long.

Requests share no memory, so the order is read off the account: its item tells how many overtook the last one served. Whoever
more than twice as many have overtaken tries again at once. Everybody else pauses, in round trips of their own and by that
number, and looks again: a read costs a thirtieth of a transaction that is refused.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.kernel import clock
from chalicelib.ledger.model import Account
from chalicelib.ledger.posting import Seen

# Round trips: for each one that overtook, at least, at most (docs/decisions/0080). A crowd may have gone after LONGEST_SECONDS, unless
# round trips are so long that these are fewer than SLOW.
EACH, FEWEST, MOST, SLOW = 4, 4, 160, 20
LONGEST_SECONDS = 1.0


class Turn:
    """One posting's wait for its accounts, from the request's own time on, or `waited` seconds later, and for `seconds` at most."""

    def __init__(self, now: datetime, seconds: float, sleep: Callable[[float], None], waited: float = 0.0) -> None:
        self._now, self._sleep = now, sleep
        self._started = clock.monotonic() - waited
        self._end = self._started + waited + seconds
        self._versions: dict[str, int] = {}
        self._round_trip = 0.0
        self.is_first = not waited

    def seen(self, accounts: Seen) -> Seen:
        """The same accounts; the version first seen of each is where its queue begins for us."""
        for account_id, account in accounts.items():
            self._versions.setdefault(account_id, account.version)
        return accounts

    def moment(self) -> datetime:
        """The request's time at first, later the time it is by then: a late entry must not change what was answered for
        the time between."""
        return self._now if self.is_first else self._now + timedelta(seconds=clock.monotonic() - self._started)

    def served(self, account: Account) -> Account:
        """The account after our posting, with what others go by."""
        return replace(account, overtaken=self._overtaken_on(account) - 1)

    @contextmanager
    def timed(self) -> Iterator[None]:
        started = clock.monotonic()
        try:
            yield
        finally:
            self._round_trip = clock.monotonic() - started
            self.is_first = False

    def is_over(self) -> bool:
        return clock.monotonic() > self._end

    def gave_way(self, moved: Mapping[str, Account]) -> bool:
        """After a lost race for the accounts in `moved` (none: somebody was writing them): pauses, unless it is our turn."""
        if moved and all(self._overtaken_on(account) > 2 * account.overtaken for account in moved.values()):
            return False
        overtaken = max((account.overtaken for account in moved.values()), default=0)
        trips = min(max(FEWEST, EACH * overtaken), MOST)
        longest = min(trips * self._round_trip, max(LONGEST_SECONDS, SLOW * self._round_trip))
        self._sleep(min(random.uniform(0, longest), max(0.0, self._end - clock.monotonic()) / 2))
        return True

    def _overtaken_on(self, account: Account) -> int:
        return account.version - self._versions[account.account_id]
