"""`notification-table` (uuid, createdAt): one record a message and channel, which makes sure that it leaves once.

Every write after the reservation is conditional on it, so a worker that was slow cannot undo what another one noted.
`notification-held-table` (slot, due): what comes later.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.kernel import clock, ids
from chalicelib.notifications import events
from chalicelib.notifications.errors import NotToBeSent
from chalicelib.notifications.model import LEASE_SECONDS, Feedback, Held, Notification, SendMail, Skip, Status
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

TABLE, HELD = "notification-table", "notification-held-table"
SLOTS = "0123456789abcdef"
CAUSE_CHARACTERS = 1_000
_NOTIFICATION = Codec(
    Notification,
    names={
        "notification_id": "uuid",
        "lease_until": "leaseUntil",
        "dead_letter": "deadLetter",
        "held_until": "heldUntil",
        "user_id": "userId",
        "message_id": "messageId",
        "correlation_id": "correlationId",
        "ses_message_id": "sesMessageId",
    },
    read={"status": Status},
)
_HELD = Codec(Held, write={"message": json.dumps}, read={"message": json.loads})
_TRANSIENT_FIELDS = ("leaseUntil", "error", "cause", "deadLetter", "heldUntil")


def find(notification_id: str) -> Notification | None:
    return _NOTIFICATION.found(dynamo.get(TABLE, _key(notification_id)))


def reserve(command: SendMail, reservation: str, now: datetime) -> Notification | None:
    """Reserves the mail for this worker for LEASE_SECONDS. Returns None when it has it, else the record that is in its way."""
    lease_until = round((now + timedelta(seconds=LEASE_SECONDS)).timestamp() * 1000)
    assign = _about(command) | {
        "status": Status.SENDING,
        "reservation": reservation,
        "reservedAt": clock.to_text(now),
        "leaseUntil": lease_until,
    }
    in_the_way = _write(command.notification_id, assign, ("error", "cause", "deadLetter"), _FREE, _free_values(command))
    # Ours already: the answer was lost and the SDK asked again.
    return None if in_the_way is None or in_the_way.reservation == reservation else in_the_way


def hold(command: SendMail, held: Held) -> Notification | None:
    """Keeps it until it is due. Returns None when it lies there, else the record that is in its way."""
    assign = _about(command) | {"status": Status.PENDING, "heldUntil": held.due_at}
    pending = _changing(command.notification_id, assign, ("error", "cause", "deadLetter"), _FREE, _free_values(command))
    try:
        dynamo.transact([pending, dynamo.put_new("held", HELD, "due", _held_item(held))])
    except dynamo.Refused as refused:
        return _in_the_way(command.notification_id, refused)
    return None


def held_before(moment: datetime, maximum: int) -> Iterator[Held]:
    """What is due, by user and time, at most `maximum` of each part of the table."""
    for slot in SLOTS:
        due = clock.to_text(moment)
        items = dynamo.query_all(HELD, "slot = :slot AND #due < :due", maximum=maximum, slot=slot, due=due)
        yield from map(_HELD.to_model, items)


def releasing(held: Held) -> Change:
    """Lets it go; refused under `held` where somebody has."""
    return dynamo.delete("held", HELD, _held_key(held), condition="attribute_exists(slot)")


def telling_in_digest(held: Held) -> list[Change]:
    """Lets it go: a digest tells it, or nothing does since it is wanted no more; refused under `held` where somebody has."""
    assign = {"status": Status.SKIPPED, "cause": Skip.IN_DIGEST}
    key, condition = _key(held.notification_id), "#status = :pending AND heldUntil = :due"
    told = dynamo.update(
        "told", TABLE, key, assign, remove=("heldUntil",), condition=condition, pending=Status.PENDING, due=held.due_at
    )
    return [releasing(held), told]


def mark_sent(command: SendMail, reservation: str, ses_message_id: str, now: datetime) -> None:
    """Notes that the service has it, whatever was noted since: the worker that sent it knows best. Says so to who listens."""
    assign = {"status": Status.SENT, "sentAt": clock.to_text(now), "sesMessageId": ses_message_id}
    values = {"reservation": reservation}
    sent = _changing(command.notification_id, assign, _TRANSIENT_FIELDS, "reservation = :reservation", values)
    try:
        dynamo.transact([sent, events.sent(command, Call(now, correlation_id=command.correlation_id))])
    except dynamo.Refused:
        pass  # a person's retry has it by now


# What may follow what. A mail that was delivered may come back all the same, or be called spam; that it was delivered may be told
# last, and changes nothing then.
_AFTER = {
    Status.DELIVERED: (Status.SENT,),
    Status.SUPPRESSED: (Status.SENT,),
    Status.BOUNCED: (Status.SENT, Status.DELIVERED),
    Status.COMPLAINED: (Status.SENT, Status.DELIVERED),
}


def mark_end(seen: Notification, told: Feedback, follows: Sequence[Change] = ()) -> None:
    """Notes what became of a mail that was sent, with what `follows`. What is told again, or out of its order, changes nothing."""
    if seen.status in _AFTER[told.status]:
        assign = {"status": told.status, "endedAt": told.at, **({"cause": told.cause} if told.cause else {})}
        values = {"seen": seen.status, "ses": told.ses_message_id}
        ended = _changing(seen.notification_id, assign, (), "#status = :seen AND sesMessageId = :ses", values)
        with suppress(dynamo.Refused):
            dynamo.transact([ended, *follows]) if follows else dynamo.write(ended)


def mark_refused(command: SendMail, reservation: str, error: Exception) -> None:
    """Notes that SES certainly did not take it: the next try may."""
    assign = {"status": Status.FAILED, **_why(error)}
    condition = "reservation = :reservation AND #status = :sending"
    values = {"reservation": reservation, "sending": Status.SENDING}
    _write(command.notification_id, assign, ("leaseUntil",), condition, values)


def mark_failed(command: SendMail, error: Exception, now: datetime) -> None:
    """Notes why the mail did not even reach SES, for whoever reads the error table. Leaves a mail alone that is under way."""
    assign = _about(command) | {"status": Status.FAILED, "failedAt": clock.to_text(now), **_why(error)}
    _write(command.notification_id, assign, ("deadLetter",), _FREE, _free_values(command))


def mark_skipped(command: SendMail, reservation: str, skip: NotToBeSent, now: datetime) -> Notification | None:
    """Notes that it is not sent and why. Returns None when that is so, else the record that is in its way: of a mail that
    another worker has, or that was sent, or may have been."""
    status = Status.SUPPRESSED if skip.detail == Skip.COMES_BACK else Status.SKIPPED
    assign = _about(command) | {"status": status, "skippedAt": clock.to_text(now), "cause": skip.detail}
    condition = f"{_FREE} OR (#status = :sending AND reservation = :reservation)"
    values = _free_values(command) | {"sending": Status.SENDING, "reservation": reservation}
    return _write(command.notification_id, assign, ("leaseUntil", "error", "deadLetter"), condition, values)


def mark_unknown(seen: Notification, dead_letter: str) -> bool:
    """Notes that nobody knows whether it left, and which dead letter's retry may send it. False when it moved on meanwhile."""
    condition = "#status = :seen AND reservation = :reservation"
    assign = {"status": Status.UNKNOWN, "deadLetter": dead_letter}
    values = {"seen": seen.status, "reservation": seen.reservation}
    return _write(seen.notification_id, assign, ("leaseUntil",), condition, values) is None


# Nobody has touched it, it certainly failed, a person asked for this very dead letter once more, or what it waited for has come.
_FREE = (
    "attribute_not_exists(#uuid) OR #status = :failed OR (#status = :unknown AND deadLetter = :resend)"
    " OR (#status = :pending AND heldUntil = :released)"
)


def _free_values(command: SendMail) -> Item:
    statuses = {"failed": Status.FAILED, "unknown": Status.UNKNOWN, "pending": Status.PENDING}
    return {**statuses, "resend": command.resend, "released": command.released}


def _write(notification_id: str, assign: Item, remove: tuple[str, ...], condition: str, values: Item) -> Notification | None:
    """Updates the record under a condition. Returns None when it held, else the record as it is."""
    try:
        dynamo.write(_changing(notification_id, assign, remove, condition, values))
    except dynamo.Refused as refused:
        return _in_the_way(notification_id, refused)
    return None


def _changing(notification_id: str, assign: Item, remove: tuple[str, ...], condition: str, values: Item) -> Change:
    return dynamo.update("mail", TABLE, _key(notification_id), assign, condition=condition, remove=remove, **values)


def _in_the_way(notification_id: str, refused: dynamo.Refused) -> Notification:
    item = refused.items.get("mail")
    return _NOTIFICATION.to_model(item) if item else Notification(notification_id, Status.FAILED)


def _held_item(held: Held) -> Item:
    return {**_held_key(held), **_HELD.to_item(held)}


def _held_key(held: Held) -> Item:
    """By the last digit of the user's id, so that no key of the table is common to all; by time, and by user within it."""
    return {"slot": held.user_id[-1], "due": f"{held.due_at}#{held.user_id}#{held.notification_id}"}


def _key(notification_id: str) -> Item:
    return {"uuid": notification_id, "createdAt": ids.created_at(notification_id)}


def _about(command: SendMail) -> Item:
    return {
        "messageId": command.message_id,
        "template": command.template,
        "userId": command.user_id,
        "channel": command.channel,
        "correlationId": command.correlation_id,
    }


def _why(error: Exception) -> Item:
    return {"error": type(error).__name__, "cause": str(error)[:CAUSE_CHARACTERS]}
