"""`notification-table` (uuid, createdAt): one record a mail, which makes sure that it leaves once.

Every write after the reservation is conditional on it, so a worker that was slow cannot undo what another one noted.
"""

from datetime import datetime, timedelta

from chalicelib.kernel import clock, ids
from chalicelib.notifications.errors import NotToBeSent
from chalicelib.notifications.model import LEASE_SECONDS, Notification, SendMail, Status
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Item

TABLE = "notification-table"
CAUSE_CHARACTERS = 1_000
_NOTIFICATION = Codec(
    Notification,
    names={"notification_id": "uuid", "lease_until": "leaseUntil", "dead_letter": "deadLetter"},
    read={"status": Status},
)
_TRANSIENT_FIELDS = ("leaseUntil", "error", "cause", "deadLetter")


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


def mark_sent(command: SendMail, reservation: str, ses_message_id: str, now: datetime) -> None:
    """Notes that SES has it, whatever was noted since: the worker that sent it knows best."""
    assign = {"status": Status.SENT, "sentAt": clock.to_text(now), "sesMessageId": ses_message_id}
    _write(command.notification_id, assign, _TRANSIENT_FIELDS, "reservation = :reservation", {"reservation": reservation})


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


def mark_skipped(command: SendMail, reservation: str, skip: NotToBeSent, now: datetime) -> None:
    """Notes that it is not sent and why. Leaves a mail alone that another worker has or that was sent."""
    assign = _about(command) | {"status": Status.SKIPPED, "skippedAt": clock.to_text(now), "cause": skip.detail}
    condition = f"{_FREE} OR (#status = :sending AND reservation = :reservation)"
    values = _free_values(command) | {"sending": Status.SENDING, "reservation": reservation}
    _write(command.notification_id, assign, ("leaseUntil", "error", "deadLetter"), condition, values)


def mark_unknown(seen: Notification, dead_letter: str) -> bool:
    """Notes that nobody knows whether it left, and which dead letter's retry may send it. False when it moved on meanwhile."""
    condition = "#status = :seen AND reservation = :reservation"
    assign = {"status": Status.UNKNOWN, "deadLetter": dead_letter}
    values = {"seen": seen.status, "reservation": seen.reservation}
    return _write(seen.notification_id, assign, ("leaseUntil",), condition, values) is None


# Nobody has touched it, it certainly failed, or a person asked for this very dead letter once more.
_FREE = "attribute_not_exists(#uuid) OR #status = :failed OR (#status = :unknown AND deadLetter = :resend)"


def _free_values(command: SendMail) -> Item:
    return {"failed": Status.FAILED, "unknown": Status.UNKNOWN, "resend": command.resend}


def _write(notification_id: str, assign: Item, remove: tuple[str, ...], condition: str, values: Item) -> Notification | None:
    """Updates the record under a condition. Returns None when it held, else the record as it is."""
    change = dynamo.update("mail", TABLE, _key(notification_id), assign, condition=condition, remove=remove, **values)
    try:
        dynamo.write(change)
    except dynamo.Refused as refused:
        item = refused.items["mail"]
        return _NOTIFICATION.to_model(item) if item else Notification(notification_id, Status.FAILED)
    return None


def _key(notification_id: str) -> Item:
    return {"uuid": notification_id, "createdAt": ids.created_at(notification_id)}


def _about(command: SendMail) -> Item:
    return {
        "messageId": command.message_id,
        "template": command.template,
        "userId": command.user_id,
        "correlationId": command.correlation_id,
    }


def _why(error: Exception) -> Item:
    return {"error": type(error).__name__, "cause": str(error)[:CAUSE_CHARACTERS]}
