"""What must hold of messages whenever one goes, waits, or is told of: what people want to be told and when, and what came back from where."""

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.kernel import clock
from chalicelib.notifications.catalogue import Kind, kind_of
from simulation.bank.standings import A_WHILE
from simulation.bank.writes import Row, Writes

if TYPE_CHECKING:
    from simulation.world import World

_OF_MAILS = {"notification-table", "notification-held-table", "notification-recipient-table"}
_BRINGS_A_CODE = "WELCOME"  # that proves the address: they asked for it when they registered
_USUAL = {"email": True, "sms": False, "push": True}
_UNLESS_SAID = {"transactions": _USUAL, "account": _USUAL, "marketing": {}}
_A_MOMENT = timedelta(seconds=1)  # by which two clocks may differ
_TOLD_AFTER = {
    "DELIVERED": {"SENT"},
    "BOUNCED": {"SENT", "DELIVERED"},
    "COMPLAINED": {"SENT", "DELIVERED"},
}


class Mails:
    def __init__(self, world: "World") -> None:
        self._dynamodb, self._ses, self._now = world.doubles["dynamodb"], world.doubles["sesv2"], world.now
        self._moved: dict[str, datetime] = {}  # when somebody wanted to be told otherwise last

    def wrong(self, writes: Writes) -> Iterator[str]:
        if not writes.tables & _OF_MAILS:
            return
        for before, after in writes.of("notification-recipient-table"):
            if after:
                yield from self._recipient(before or {}, after)
        for before, after in writes.of("notification-table"):
            if after:
                found = self._stepped(before or {}, after, writes)
                yield from (f"the {after.get('template')} {after.get('messageId')} {each}" for each in found)
        yield from self._gathered(writes)
        let_go = writes.of("notification-held-table")
        yield from (f"what was held is let go twice: {writes.tables}" for before, after in let_go if not before and not after)

    def _recipient(self, before: Row, after: Row) -> Iterator[str]:
        if any(before.get(each) != after.get(each) for each in ("preferences", "bounced")):
            self._moved[after["user_id"]] = self._now()
        bounced = after.get("bounced")
        if bounced and bounced != before.get("bounced") and bounced not in self._ses.came_back.values():
            yield f"mails to {bounced} never came back for good, and are taken for such"
        if after.get("entries", 0) < before.get("entries", 0):
            yield f"{after['user_id']} has {after['entries']} messages, and had {before['entries']}"
        if after.get("unread", 0) < 0 or after.get("unread", 0) > after.get("entries", 0):
            yield f"{after['user_id']} has {after['unread']} unread of {after['entries']}"

    def _stepped(self, before: Row, after: Row, writes: Writes) -> Iterator[str]:
        was, is_now, kind = before.get("status"), after["status"], kind_of(after.get("template", ""))
        if after.get("channel") == "inbox" and before and before.get("number") != after.get("number"):
            yield "came to the inbox twice"
        if after.get("channel") == "inbox" and not before and self._is_lost(after["userId"]) and not kind.is_optional:
            yield from self._instead(after, writes)
        if is_now == was:
            return
        if (
            is_now == "SUPPRESSED"
            and after.get("cause") == "address_bounced"
            and not self._is_lost(after["userId"], surely=False)
        ):
            yield "is not sent, and from their address nothing came back"
        if is_now == "UNKNOWN" and before.get("leaseUntil", 0) > self._now().timestamp() * 1000:
            yield "is given up while somebody has it"
        if is_now == "SENDING":
            yield from self._sending(before, after, kind)
        if is_now in _TOLD_AFTER and after.get("channel") != "inbox" and was not in _TOLD_AFTER[is_now]:
            yield f"was {was}, and is {is_now}"
        if "endedAt" in after and after.get("endedAt") != before.get("endedAt"):
            yield from self._told(after, kind, writes)

    def _sending(self, before: Row, after: Row, kind: Kind) -> Iterator[str]:
        """By what people have said lately; a code has been asked for, and goes all the same."""
        now, user, channel = self._now(), after["userId"], after["channel"]
        if before.get("status") == "PENDING" and before["heldUntil"] > clock.to_text(now + _A_MOMENT):
            yield f"goes at {now}, and waits until {before['heldUntil']}"
        if before.get("status") == "UNKNOWN" and not self._is_retried(before["deadLetter"]):
            yield "goes though it may have gone, and nobody asked for that"
        to_them = after["template"] != "ADDRESS.CHANGED"  # which goes to the address that they had
        is_code = kind.secret or after["template"] == _BRINGS_A_CODE
        if channel == "email" and to_them and not is_code and self._is_lost(user):
            yield "goes to an address that mails come back from"
        if is_code or kind.gathers or self._moves(user):
            return
        if kind.is_optional and not self._wants(user, kind.category, channel) and before.get("status") != "SENDING":
            yield f"goes by {channel}, and {kind.category} is not wanted so"
        said = self._said(user)
        if not kind.at_once and before.get("status") is None:
            if _is_quiet(said.get("quiet_hours"), now) and _is_quiet(said.get("quiet_hours"), now - A_WHILE):
                yield f"goes at {now}, in {said['quiet_hours']}"
            if kind.is_optional and channel == "email" and said.get("digest", "none") != "none":
                yield f"goes by itself, and a digest is wanted: {said['digest']}"

    def _told(self, after: Row, kind: Kind, writes: Writes) -> Iterator[str]:
        """What came back for good and must not be lost goes another way; nothing else does."""
        for_good = after["sesMessageId"] in self._ses.came_back and after.get("cause", "").startswith("Permanent/")
        goes_on = bool(writes.of("outbox-table"))
        if after["sesMessageId"] not in self._ses.told_of:
            yield f"is {after['status']}, and SES told nothing of it"
        if goes_on and (kind.is_optional or not for_good):
            yield f"goes another way, though it may be lost: {after['status']}"
        if for_good and not goes_on and not kind.is_optional and after["status"] == "BOUNCED" and self._in_the_inbox(after):
            yield "came back for good, and goes no other way"

    def _gathered(self, writes: Writes) -> Iterator[str]:
        """A digest tells of what is wanted still."""
        gathered = [before for before, after in writes.of("notification-held-table") if before and not after]
        facts = [after for after in writes.put("outbox-table") if after["fact"] == "notification.digest" and after["deliveries"]]
        if not facts or self._moves(gathered[0]["user_id"]):
            return
        wanted = [each for each in gathered if self._wants(each["user_id"], kind_of(each["template"]).category, "email")]
        if len(json.loads(facts[0]["deliveries"][0]["body"])["data"]["messages"]) != len(wanted):
            yield f"a digest tells of other messages than {[each['title'] for each in wanted]}, which are wanted"

    def _instead(self, entry: Row, writes: Writes) -> Iterator[str]:
        """What must not be lost, and cannot be mailed, goes to the telephone."""
        known = [each for each in self._dynamodb.items("credential-table") if each["user_id"] == entry["userId"]]
        if any(each.get("phone") and "phone" in each["verified"] for each in known):
            if '"channel":"sms"' not in str(writes.put("outbox-table")).replace(" ", ""):
                yield "is told in the inbox only, where mails come back"

    def _is_lost(self, user: str, *, surely: bool = True) -> bool:
        """Whether what is mailed to them comes back; not `surely` also where that may have been so a while ago."""
        if self._moves(user):
            return not surely
        bounced = (self._dynamodb.item("notification-recipient-table", user) or {}).get("bounced")
        return bool(bounced) and bounced in [each["email"] for each in self._dynamodb.items("user-table") if each["uuid"] == user]

    def _said(self, user: str) -> Row:
        return (self._dynamodb.item("notification-recipient-table", user) or {}).get("preferences") or {}

    def _wants(self, user: str, category: str, channel: str) -> bool:
        return bool((self._said(user).get("categories") or _UNLESS_SAID)[category].get(channel))

    def _moves(self, user: str) -> bool:
        """Whether they have said lately how they are to be told, or something came back."""
        moved = self._moved.get(user)
        return bool(moved and moved > self._now() - A_WHILE)

    def _is_retried(self, letter: str) -> bool:
        kept = self._dynamodb.items("notification-error-table")
        return any(each["status"] == "RETRIED" and letter in str(each.get("retry")) for each in kept)

    def _in_the_inbox(self, mail: Row) -> bool:
        told = self._dynamodb.items("notification-table")
        return any(each.get("channel") == "inbox" and each["messageId"] == mail["messageId"] for each in told)


def _is_quiet(hours: Any, at: datetime) -> bool:
    if not hours:
        return False
    local = at.astimezone(ZoneInfo(hours["timezone"])).time()
    start, end = time.fromisoformat(hours["start"]), time.fromisoformat(hours["end"])
    return start <= local < end if start < end else local >= start or local < end
