"""Error tables: what failed for good, why, and how a person can have it done once more."""

import json
from collections.abc import Mapping
from datetime import datetime

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Conflict, NotFound
from chalicelib.platform import audit, dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Item
from chalicelib.platform.outbox import Delivery

# Every context's table; state machines write to them by a direct putItem of the same shape.
TABLES = (
    "card-table-error",
    "transaction-table-error",
    "report-table-error",
    "notification-error-table",
    "kyc-error-table",
    "onboarding-error-table",
    "transfer-error-table",
    "statement-error-table",
    "relay-error-table",
)
CAUSE_CHARACTERS = 2_000
# An item has 400 KB and a page of entries one answer's size: the input is cut, it is for reading; the retry is whole or none.
INPUT_CHARACTERS = 4_000
RETRY_BYTES = 300_000


class AlreadyRetried(Conflict):
    """This entry was handed on once before; a second time would do nothing."""

    code = "already_retried"
    what_to_do = "Look for a new entry: what fails again is written down again."


class NotRetryable(Conflict):
    """Nothing of this entry can be done once more by itself."""

    code = "not_retryable"
    what_to_do = "Read its cause and input, mend what was wrong, and send the request anew."


def record(
    table: str, *, source: str, error: str, cause: str, input: object, retry: Delivery | None, now: datetime, seed: str = "",
    execution_arn: str | None = None,
) -> str:  # fmt: skip
    """Writes one entry and returns its id. With `seed` (a message id, say) the same failure is written once.

    What is too large for an entry is cut: better half of it than none.
    """
    identifier = ids.derived_id(now, seed) if seed else ids.new_id(now)
    item: Item = {
        "uuid": identifier,
        "createdAt": ids.created_at(identifier),
        "status": "OPEN",
        "source": source,
        "error": error,
        "cause": _whole(cause[:CAUSE_CHARACTERS]),
        "input": _whole((input if isinstance(input, str) else json.dumps(input, default=str))[:INPUT_CHARACTERS]),
        "retry": retry if len(json.dumps(retry, ensure_ascii=False).encode()) <= RETRY_BYTES else None,
    }
    if execution_arn:
        item["executionArn"] = execution_arn
    try:
        dynamo.write(dynamo.put_new("error", table, "uuid", item))
    except dynamo.Refused:
        pass  # the same message arrived twice
    return identifier


def _whole(text: str) -> str:
    """The text without halves of characters, which JSON may hold and the database refuses."""
    return text.encode(errors="replace").decode()


def list_open(*, limit: int, start: Item | None) -> tuple[list[tuple[str, Item]], Item | None]:
    """A page of the open entries of all tables, one after the other, each with its table; and the key to go on from."""
    found: list[tuple[str, Item]] = []
    for table in TABLES[TABLES.index(start["table"]) if start else 0 :]:
        if len(found) == limit:
            return found, {"table": table, "key": None}
        key = start["key"] if start and start["table"] == table else None
        items, rest = open_entries(table, limit - len(found), key)
        found += [(table, item) for item in items]
        if rest is not None:
            return found, {"table": table, "key": rest}
    return found, None


def open_entries(table: str, limit: int, start: Item | None) -> tuple[list[Item], Item | None]:
    """One page of a table's open entries, oldest first."""
    return dynamo.query(table, "#status = :open", index="by-status", limit=limit, start=start, open="OPEN")


def find(error_id: str) -> tuple[str, Item]:
    """The table and entry of an id. Raises NotFound."""
    if not ids.is_time_ordered(error_id):
        raise NotFound("No such error")
    key = {"uuid": error_id, "createdAt": ids.created_at(error_id)}
    for table, item in zip(TABLES, dynamo.get_many([(table, key) for table in TABLES]), strict=True):
        if item is not None:
            return table, item
    raise NotFound("No such error")


def retry(error_id: str, call: Call) -> None:
    """Hands the entry's retry to the outbox and marks it RETRIED, both or neither.

    Raises NotFound, NotRetryable for an entry without a retry, AlreadyRetried for one that was retried before.
    """
    table, item = find(error_id)
    if item["retry"] is None:
        raise NotRetryable("This error cannot be retried; correct its cause and send the request again")
    delivery = _once_more(item["retry"])
    mark = dynamo.update(
        "error",
        table,
        {"uuid": item["uuid"], "createdAt": item["createdAt"]},
        {"status": "RETRIED", "retriedAt": clock.to_text(call.now), "retriedBy": call.caller_id},
        condition="#status = :open",
        open="OPEN",
    )
    try:
        told = audit.record(
            "error.retry", call, subject=error_id, before={"status": "OPEN"}, after={"status": "RETRIED", "table": table}
        )
        dynamo.transact([mark, outbox.record("error.retried", [delivery], call), told])
    except dynamo.Refused as refused:
        if "error" not in refused.items:
            raise
        raise AlreadyRetried("This error was retried before") from refused


def _once_more(delivery: Mapping[str, object]) -> Delivery:
    if delivery["kind"] != "execution":
        return dict(delivery)
    return {**delivery, "name": next_name(str(delivery["name"]))}


def next_name(name: str) -> str:
    """Names of executions stay taken for 90 days: `<id>`, then `<id>-r1`, `<id>-r2`."""
    base, _, count = name.rpartition("-r")
    return f"{base}-r{int(count) + 1}" if base and count.isdigit() else f"{name}-r1"
