"""What must hold of the whole bank whenever something is written: nothing is written over, and nothing comes back from its end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from simulation.bank.beside import Beside
from simulation.bank.mails import Mails
from simulation.bank.sending import Sending
from simulation.bank.statements import Statements
from simulation.bank.writes import Writes
from simulation.doubles.dynamodb import Written

if TYPE_CHECKING:
    from simulation.world import World

Wire = Mapping[str, Any]
# Whose items are as they were written, for ever or until they are over.
_WRITTEN_ONCE = {
    "account-numbers",
    "audit-table",
    "idempotency-table",
    "ledger-entries",
    "ledger-journal",
    "schedule-runs",
}
# What is counted or noted beside what has the version.
_BESIDE: Mapping[str, set[str]] = {
    "fraud-rules": {"status"},
    "notification-recipient-table": {"unread", "entries", "read_up_to", "bounced", "bounced_at"},
    "schedule-table": {"starts", "look_at"},
    "user-table": {"left"},
}
_ENDS: Mapping[str, set[str]] = {
    "account-table": {"CLOSED"},
    "approval-table": {"APPROVED", "REJECTED"},
    "card-table": {"ACTIVATED"},
    "kyc-document-table": {"CLEAN", "REJECTED"},
    "ledger-accounts": {"CLOSED"},
    "loan-table": {"REJECTED", "PAID_OFF"},
    "operations": {"SUCCESSFUL", "FAILED"},
    "payment-table": {"SUCCESSFUL", "FAILED"},
    "report-table": {"READY"},
    "savings-goal-table": {"CLOSED"},
    "schedule-table": {"COMPLETED", "CANCELLED"},
    "statement-table": {"READY"},
    "transfer-table": {"CANCELLED", "FAILED", "REVERSED", "RETURNED"},
}
# A mail that went may be told of; it does not go again. What SES told of it for good stays.
_GONE, _TOLD = {"SENT", "DELIVERED", "BOUNCED", "COMPLAINED", "SUPPRESSED"}, {"BOUNCED", "COMPLAINED", "SUPPRESSED"}


def watch(world: "World") -> None:
    """From now on the world is told of what does not hold."""

    rules = Beside(world), Sending(world), Mails(world), Statements(world)

    def heard(written: Sequence[Written]) -> None:
        for each in written:
            if each.before and each.after and each.before != each.after and not _is_over(each.before, world.now()):
                for found in _wrong(each.table, each.before, each.after):
                    world.broken(f"{each.table}: {found}, in {dict(each.after)}"[:600])
        writes = Writes(written)
        for rule in rules:
            for found in rule.wrong(writes):
                world.broken(found[:600])

    world.doubles["dynamodb"].heard.append(heard)


def _wrong(table: str, before: Wire, after: Wire) -> Iterator[str]:
    if table in _WRITTEN_ONCE:
        yield "was written over"
    if "version" in before:
        read, written = (int(each["version"]["N"]) for each in (before, after))
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        if written != read + 1 and changed - _BESIDE.get(table, set()):
            yield f"went from version {read} to {written}, with another {changed}"
    was, is_now = _status(before), _status(after)
    if was in _ENDS.get(table, ()) and is_now != was:
        yield f"was {was}, and is {is_now}"
    if table == "notification-table" and any(was in end and is_now not in end for end in (_GONE, _TOLD)):
        yield f"was {was}, and is {is_now}"
    if before.get("outcome", {}).get("S") and after.get("outcome") != before["outcome"]:
        yield f"had come to {before['outcome']}, and comes to {after.get('outcome')}"


def _is_over(item: Wire, now: datetime) -> bool:
    """Whether it is there only because nobody has swept it out yet."""
    return float(item.get("expires_at", {}).get("N", "inf")) < now.timestamp()


def _status(item: Wire) -> str:
    return str(item.get("status", {}).get("S", ""))
