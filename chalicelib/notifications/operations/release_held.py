"""Send what was held until now: one by one, or gathered into a digest."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from chalicelib.kernel import ids
from chalicelib.notifications import recipients, store
from chalicelib.notifications.catalogue import kind_of
from chalicelib.notifications.model import QUEUE, Held
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call

MAXIMUM_OF_A_SLOT = 500  # a run takes so many; the next one goes on
_IN_A_DIGEST = 40  # two changes each, in one transaction


def release_held(now: datetime) -> dict[str, int]:
    """Hands what is due to the queue. Returns how many left by themselves (`sent`), in `digests`, and how many of those there were.

    Each leaves in one transaction with the message that sends it: a run that dies, and two at once, do nothing twice.
    """
    done = {"sent": 0, "gathered": 0, "digests": 0}
    due = store.held_before(now, MAXIMUM_OF_A_SLOT)
    for _, together in groupby(due, key=lambda held: (held.due_at, held.user_id)):
        of_one = list(together)
        gathered = [each for each in of_one if each.gathered]
        digests = [gathered[at : at + _IN_A_DIGEST] for at in range(0, len(gathered), _IN_A_DIGEST)]
        alone = [each for each in of_one if not each.gathered] + [some[0] for some in digests if len(some) == 1]
        done["sent"] += sum(_send(each, now) for each in alone)
        for some in digests:
            if len(some) > 1 and _gather(some, now):
                done["gathered"] += len(some)
                done["digests"] += 1
    return done


def _send(held: Held, now: datetime) -> bool:
    message = outbox.to_queue(QUEUE, held.message)
    return _done(
        [store.releasing(held), outbox.record("notification.due", [message], Call(now, correlation_id=held.correlation_id))]
    )


def _gather(some: Sequence[Held], now: datetime) -> bool:
    """One mail of those that are wanted still."""
    preferences = recipients.find(some[0].user_id).preferences
    wanted = [each for each in some if preferences.wants(kind_of(each.template).category, "email")]
    messages = [{"title": each.title, "at": each.at} for each in wanted]
    call = Call(now, correlation_id=some[0].correlation_id)
    digest = outbox.mail(ids.new_id(now), "DIGEST", some[0].user_id, {"messages": messages}, call.correlation_id)
    changes = [change for each in some for change in store.telling_in_digest(each)]
    return _done([*changes, outbox.record("notification.digest", [digest] if wanted else [], call)])


def _done(changes: list[dynamo.Change]) -> bool:
    """False where another run has done it."""
    try:
        dynamo.transact(changes)
    except dynamo.Refused:
        return False
    return True
