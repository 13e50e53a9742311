"""Note that a user has read what is in their inbox."""

from dataclasses import replace

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.notifications import recipients
from chalicelib.notifications.errors import UnknownNotification
from chalicelib.notifications.model import Entry, Subscriber
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call


def mark_read(entry_id: str, call: Call) -> tuple[Entry, Subscriber]:
    """The entry and the counters afterwards; read before, it stays as it was. Raises UnknownNotification, for another's too."""
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        entry = recipients.find_entry(call.caller_id, entry_id)
        if entry is None:
            raise UnknownNotification
        seen = recipients.find(call.caller_id)
        if seen.has_read(entry):
            return entry, seen
        try:
            dynamo.transact(recipients.reading(seen, entry, call))
        except dynamo.Refused:  # another entry came, or was read
            dynamo.pause(attempt)
            continue
        return replace(entry, read_at=clock.to_text(call.now)), replace(seen, unread=seen.unread - 1)
    raise RequestInProgress("Too many messages come at once; try again")


def mark_all_read(call: Call) -> Subscriber:
    """The counters afterwards: what came until now was read."""
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        seen = recipients.find(call.caller_id)
        if not seen.unread:
            return seen
        try:
            dynamo.write(recipients.reading_all(seen))
        except dynamo.Refused:  # another entry came
            dynamo.pause(attempt)
            continue
        return replace(seen, read_up_to=seen.entries, unread=0)
    raise RequestInProgress("Too many messages come at once; try again")
