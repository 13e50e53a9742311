"""`notification-recipient-table` (user_id): one row a user with preferences, the counters of the inbox, and what came back;
`notification-inbox-table` (user_id, number): what was told, newest last."""

from dataclasses import replace
from datetime import time
from typing import Any

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import VersionConflict
from chalicelib.notifications.model import Entry, SendMail, Status, Subscriber
from chalicelib.notifications.preferences import Preferences, QuietHours
from chalicelib.notifications.store import TABLE as RECORDS
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

RECIPIENTS, INBOX = "notification-recipient-table", "notification-inbox-table"
_QUIET = Codec(
    QuietHours,
    write={"start": lambda at: at.isoformat("minutes"), "end": lambda at: at.isoformat("minutes")},
    read={"start": time.fromisoformat, "end": time.fromisoformat},
)
_PREFERENCES = Codec(
    Preferences,
    write={"quiet_hours": lambda quiet: _QUIET.to_item(quiet) if quiet else None},
    read={"quiet_hours": _QUIET.to_model},
)
_SUBSCRIBER = Codec(
    Subscriber,
    write={"preferences": _PREFERENCES.to_item},
    read={"preferences": _PREFERENCES.to_model},
)
_ENTRY = Codec(Entry)


def find(user_id: str) -> Subscriber:
    """Who never said anything is told what everybody is."""
    item = dynamo.get(RECIPIENTS, {"user_id": user_id})
    return _SUBSCRIBER.to_model(item) if item else Subscriber(user_id)


def changing(seen: Subscriber, preferences: Preferences) -> Change:
    """Other preferences than those that were seen. Raises VersionConflict, when it is written, where they are others now."""
    assign = {"preferences": _PREFERENCES.to_item(preferences), "version": seen.version + 1}
    condition = "version = :seen" if seen.version else "attribute_not_exists(version)"
    values: dict[str, Any] = {"seen": seen.version} if seen.version else {}
    change = dynamo.update("preferences", RECIPIENTS, {"user_id": seen.user_id}, assign, condition=condition, **values)
    return replace(change, refusal=VersionConflict())


def mark_bounced(user_id: str, address: str, at: str) -> None:
    """Mails to this address came back for good."""
    dynamo.write(dynamo.update("bounced", RECIPIENTS, {"user_id": user_id}, {"bounced": address, "bounced_at": at}))


def mark_reached(seen: Subscriber, address: str, at: str) -> None:
    """A mail to this address has arrived: where an earlier one came back, that is over."""
    if seen.bounced != address or seen.bounced_at >= at:
        return
    key, condition = {"user_id": seen.user_id}, "bounced = :address AND bounced_at < :at"
    gone = ("bounced", "bounced_at")
    reached = dynamo.update("bounced", RECIPIENTS, key, {}, remove=gone, condition=condition, address=address, at=at)
    try:
        dynamo.write(reached)
    except dynamo.Refused:
        pass  # another one has come back since


def delivering(seen: Subscriber, entry: Entry, command: SendMail) -> list[Change]:
    """What puts the next entry into an inbox, once: refused under `told` where it is there, under `inbox` where another one came
    between."""
    told = {
        "uuid": entry.entry_id,
        "createdAt": ids.created_at(entry.entry_id),
        "messageId": command.message_id,
        "template": command.template,
        "userId": command.user_id,
        "correlationId": command.correlation_id,
        "channel": "inbox",
        "status": Status.DELIVERED,
        "sentAt": entry.at,
        "number": entry.number,
    }
    return [
        dynamo.put_new("told", RECORDS, "uuid", told),
        dynamo.put_new("entry", INBOX, "number", _ENTRY.to_item(entry)),
        _counting(seen, entries=entry.number, unread=seen.unread + 1),
    ]


def entries_of(user_id: str, *, limit: int, start: Item | None) -> tuple[list[Entry], Item | None]:
    """A page of an inbox, newest first, and the key to go on from."""
    items, rest = dynamo.query(INBOX, "user_id = :user", limit=limit, start=start, newest_first=True, user=user_id)
    return [_ENTRY.to_model(item) for item in items], rest


def find_entry(user_id: str, entry_id: str) -> Entry | None:
    """An entry of this user's inbox: another's is as an unknown one."""
    told = (
        dynamo.get(RECORDS, {"uuid": entry_id, "createdAt": ids.created_at(entry_id)}) if ids.is_time_ordered(entry_id) else None
    )
    if told is None or "number" not in told:
        return None
    return _ENTRY.found(dynamo.get(INBOX, {"user_id": user_id, "number": told["number"]}))


def reading(seen: Subscriber, entry: Entry, call: Call) -> list[Change]:
    """An entry was read: refused under `entry` where it was before, under `inbox` where the counters moved."""
    key = {"user_id": entry.user_id, "number": entry.number}
    read = dynamo.update("entry", INBOX, key, {"read_at": clock.to_text(call.now)}, condition="attribute_not_exists(read_at)")
    return [read, _counting(seen, unread=seen.unread - 1)]


def reading_all(seen: Subscriber) -> Change:
    """All that there is so far was read; refused under `inbox` where the counters moved."""
    return _counting(seen, read_up_to=seen.entries, unread=0)


def _counting(seen: Subscriber, **moved: int) -> Change:
    """Moves the counters on from where they were seen."""
    after = {"entries": seen.entries, "read_up_to": seen.read_up_to, "unread": seen.unread, **moved}
    condition = (
        "entries = :entries AND read_up_to = :read AND unread = :unread" if seen.entries else "attribute_not_exists(entries)"
    )
    values: dict[str, Any] = {"entries": seen.entries, "read": seen.read_up_to, "unread": seen.unread} if seen.entries else {}
    return dynamo.update("inbox", RECIPIENTS, {"user_id": seen.user_id}, after, condition=condition, **values)
