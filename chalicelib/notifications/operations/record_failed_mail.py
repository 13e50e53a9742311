"""Put a mail that failed for good into the error table, with its cause and a way to have it sent once more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.notifications import store
from chalicelib.notifications.errors import MailInProgress, MailOutcomeUnknown, MalformedMessage
from chalicelib.notifications.model import QUEUE, Notification, SendMail, Status
from chalicelib.notifications.wire import read_message
from chalicelib.platform import error_log, outbox

ERRORS = "notification-error-table"
SOURCE = "send-notifications-lambda"
# Of any other it is known that it went, whatever became of it, is not to go, or goes when it is due: a copy of its message that failed
# has nothing to tell.
_OPEN = {Status.SENDING, Status.FAILED, Status.UNKNOWN}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was tried as often as its queue allows. `sent_at` is when it first entered the queue."""

    id: str
    body: Any
    raw: str
    sent_at: datetime


def record_failed_mail(letter: DeadLetter, *, now: datetime) -> str | None:
    """Returns the entry's id, or None when there is nothing to tell: the mail has its end, or its entry.

    Raises MailInProgress while a worker still has it: the dead letter comes back later.
    """
    try:
        command = read_message(letter.body)
    except MalformedMessage as error:
        return _record(letter, type(error).__name__, str(error), None)
    seen = store.find(command.notification_id)
    if seen is None or _was_released(seen, command):
        return _record(letter, "MailFailed", "No try left its cause; the log of the sender has it", command)
    if seen.status not in _OPEN or _has_its_entry(seen, command, letter):
        return None
    if seen.leased(now):
        raise MailInProgress("Another worker is sending this mail")
    if seen.status is Status.FAILED:
        return _record(letter, seen.error, seen.cause, command)
    cause = "A worker ended between handing the mail to SES and noting it: it may have been sent. A retry sends it again."
    entry = _record(letter, MailOutcomeUnknown.__name__, cause, command)
    if not store.mark_unknown(seen, letter.id):
        raise MailInProgress("The mail moved on while its failure was recorded")
    return entry


def _was_released(seen: Notification, command: SendMail) -> bool:
    """Whether it was let go when it was due, and this is the message by which it goes: nothing else will send it."""
    return seen.status is Status.PENDING and seen.held_until == command.released


def _has_its_entry(seen: Notification, command: SendMail, letter: DeadLetter) -> bool:
    """Whether another letter of the same mail is in the table already, and this one is no retry of it."""
    return seen.status is Status.UNKNOWN and seen.dead_letter not in (letter.id, command.resend)


def _record(letter: DeadLetter, error: str, cause: str, command: SendMail | None) -> str:
    return error_log.record(
        ERRORS,
        source=SOURCE,
        error=error,
        cause=cause,
        input=letter.raw,
        retry=outbox.to_queue(QUEUE, _once_more(letter.body, letter.id)) if command else None,
        now=letter.sent_at,
        seed=letter.id,
    )


def _once_more(body: Mapping[str, Any], letter_id: str) -> Mapping[str, object]:
    return {**body, "resend": letter_id}
