"""Start again what a schedule should have started: interest, contributions, the sweep of holds.

Each is a chain of one-off schedules, and a start that is lost ends its chain in silence. The rows tell what is due and has not
run; whoever comes late finds it done.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from chalicelib.ledger.public import overdue_holds
from chalicelib.loans.public import overdue_interest
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery
from chalicelib.savings.public import overdue_contributions

# A schedule is tried again for an hour, a machine tries for minutes: what is younger may still be on its way.
GRACE = timedelta(hours=2)
MAXIMUM_STARTED = 1_000
FINDERS: dict[str, Callable[[datetime, datetime], Iterator[Delivery]]] = {
    "interest": overdue_interest,
    "contributions": overdue_contributions,
    "holds": overdue_holds,
}


def start_overdue(*, now: datetime) -> dict[str, int]:
    """How many of each kind were started, at most MAXIMUM_STARTED: the rest waits for the next night.

    Safe to repeat: an execution is named for what it does and for its day of delay.
    """
    started = dict.fromkeys(FINDERS, 0)
    for kind, find in FINDERS.items():
        for delivery in islice(find(now - GRACE, now), MAXIMUM_STARTED):
            dynamo.write(outbox.record(f"overdue.{kind}", [delivery], Call(now)))
            started[kind] += 1
    return started
