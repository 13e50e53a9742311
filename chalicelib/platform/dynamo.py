"""DynamoDB in the words of a store: items are plain dicts, a transaction says by label which condition refused it.

Stores build `Change`s (expressions.py), an operation writes them together with `transact`. Integers stay exact to 38 digits;
nothing here knows what an item means.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import settings
from chalicelib.platform.clients import IN_DOUBT, client, did_nothing
from chalicelib.platform.expressions import (
    Change,
    Item,
    aliases_in,
    check,
    delete,
    from_wire,
    put,
    put_new,
    to_value,
    to_wire,
    update,
)

__all__ = [
    "MAXIMUM_ATTEMPTS", "Change", "Item", "Refused", "Repeated", "check", "delete", "from_wire", "get", "get_many", "is_passing",
    "pause", "put", "put_new", "query", "query_all", "scan_all", "to_wire", "transact", "update", "updated", "write",
]  # fmt: skip
MAXIMUM_ATTEMPTS = 8
# Reasons and codes that say nothing about the data: nothing was written, the same call may succeed a moment later.
_PASSING = {
    "TransactionConflict", "TransactionConflictException", "ThrottlingError", "ThrottlingException",
    "ProvisionedThroughputExceeded", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
    "TransactionInProgressException",
}  # fmt: skip
# The same, but the call may have written all the same.
_UNKNOWN = {"InternalServerError", "ServiceUnavailable"}
_has_written: ContextVar[bool] = ContextVar("has_written", default=False)
_may_have_written: ContextVar[bool] = ContextVar("may_have_written", default=False)


class Refused(Exception):
    """Conditions of a transaction failed: `items` maps each failed label to the item as it is now, None where there is none.

    `contested`: another part met a conflict at the same time, so a condition on that part is not judged yet.
    `doubt`: then, the error of an earlier try that may have been applied.
    """

    def __init__(self, items: dict[str, Item | None], *, contested: bool = False, doubt: ClientError | None = None) -> None:
        super().__init__(", ".join(items))
        self.items = items
        self.contested = contested
        self.doubt = doubt if contested else None

    def found(self, label: str) -> Item:
        """The item that a change expected not to be there. Raises LookupError where that was not what refused it."""
        if (item := self.items[label]) is None:
            raise LookupError(f"{label} was refused, and there is no item")
        return item


class Repeated(Exception):
    """The change labelled `idempotency` found its record: this request was answered before, `item` says how."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


def begin() -> None:
    """A request comes, for which nothing is written yet."""
    _has_written.set(False)
    _may_have_written.set(False)


def has_written() -> bool:
    """Whether anything was, since it came; what is merely counted (`updated`) left out."""
    return _has_written.get()


def may_have_written() -> bool:
    """Whether nobody knows of one of its writes if that was done."""
    return _may_have_written.get()


def transact(
    changes: Sequence[Change],
    *,
    attempts: int = MAXIMUM_ATTEMPTS,
    yielding: bool = False,
    sleep: Callable[[float], None] = clock.sleep,
) -> None:
    """Writes all changes or none. A conflict is tried again here, or told as Refused to a caller that is `yielding`.

    Raises the refusal of a change that has one, or Refused, when a condition failed; Repeated when the idempotency record's
    did; RequestInProgress when conflicts or throttling outlast `attempts` and certainly nothing was written; when that is not
    certain, the service's own error.
    An answer that got lost is asked for again under one token, by which DynamoDB knows what it has done already. Whoever calls
    this again does so under another: the conditions of `changes` must recognise their own effect.
    """
    request, token = [change.request for change in changes], ids.new_id()

    def write() -> dict[str, Any]:
        return client("dynamodb").transact_write_items(TransactItems=request, ClientRequestToken=token)

    def judge(error: ClientError, doubt: ClientError | None) -> bool:
        nonlocal token
        if not isinstance(error, client("dynamodb").exceptions.TransactionCanceledException):
            return is_passing(error)
        if doubt is None:
            token = ids.new_id()  # nothing was done under the former, and nobody says that it may be used again
        reasons = error.response.get("CancellationReasons", [])
        failed = {
            change.label: from_wire(reason["Item"]) if reason.get("Item") else None
            for change, reason in zip(changes, reasons, strict=False)
            if reason.get("Code") == "ConditionalCheckFailed"
        }
        contested = any(reason.get("Code") in _PASSING for reason in reasons)
        if record := failed.get("idempotency"):
            raise Repeated(record) from error
        guards = [change.refusal for change in changes if change.label in failed and change.refusal]
        if guards:
            raise guards[0] from error
        if failed or (contested and yielding):
            raise Refused(failed, contested=contested, doubt=doubt) from error
        return contested

    _noted(lambda: _tried(write, judge, attempts, sleep))


def _noted(write: Callable[[], dict[str, Any]]) -> None:
    """Keeps in mind for the request that something was written, or may have been."""
    try:
        write()
    except (BotoCoreError, ClientError) as error:
        if not did_nothing(error):
            _may_have_written.set(True)
        raise
    _has_written.set(True)


def _tried(
    call: Callable[[], dict[str, Any]],
    judge: Callable[[ClientError, ClientError | None], bool],
    attempts: int,
    sleep: Callable[[float], None],
) -> dict[str, Any]:
    """What a write answers, tried again where `judge` says so of an error, and of the one before that left it in doubt.

    Raises what `judge` raises, else the doubt before anything that says that nothing was done.
    """
    doubt: ClientError | None = None  # an attempt that may have been applied
    for attempt in range(attempts):
        if attempt:
            pause(attempt - 1, sleep)
        try:
            return call()
        except ClientError as error:
            doubt = _doubt_of(error) or doubt
            if not judge(error, doubt):
                raise doubt or error
        except BotoCoreError as error:  # not reached, say, which tells nothing of the attempts before
            raise doubt or error
    raise doubt or RequestInProgress("Too many requests change this at once; try again")


def _doubt_of(error: ClientError) -> ClientError | None:
    """The fault, shown or hidden by the SDK behind a later try, after which the call may have been applied all the same."""
    if error.response["Error"]["Code"] in _UNKNOWN:
        return error
    if not error.response.get("ResponseMetadata", {}).get(IN_DOUBT):
        return None
    fault = {"Code": "InternalServerError", "Message": "An earlier try got no answer"}
    return ClientError({"Error": fault, "ResponseMetadata": {"HTTPStatusCode": 500}}, "TransactWriteItems")


def is_passing(error: ClientError) -> bool:
    """Whether the same call may succeed a moment later: throttling, a conflict, a fault inside the service."""
    return error.response["Error"]["Code"] in _PASSING | _UNKNOWN


def pause(attempt: int, sleep: Callable[[float], None] = clock.sleep) -> None:
    """Waits with full jitter: up to 20 ms doubled per attempt, at most 400 ms."""
    sleep(random.uniform(0, min(0.4, 0.02 * 2**attempt)))


def write(change: Change, *, sleep: Callable[[float], None] = clock.sleep) -> None:
    """Writes one change outside a transaction. Raises Refused, RequestInProgress and what is uncertain like `transact`."""
    _noted(lambda: _write(change, {}, sleep))


def updated(change: Change, *, sleep: Callable[[float], None] = clock.sleep) -> Item:
    """Writes one Update outside a transaction and returns the item as that left it: counted and read in one step."""
    return from_wire(_write(change, {"ReturnValues": "ALL_NEW"}, sleep)["Attributes"])


def _write(change: Change, options: Mapping[str, str], sleep: Callable[[float], None]) -> dict[str, Any]:
    (action, request), *_ = change.request.items()
    call = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}[action]

    def judge(error: ClientError, doubt: ClientError | None) -> bool:
        if isinstance(error, client("dynamodb").exceptions.ConditionalCheckFailedException):
            item = error.response.get("Item")
            raise Refused({change.label: from_wire(item) if item else None}) from error
        return error.response["Error"]["Code"] in _PASSING  # a transaction holds the item, say: the SDK does not try that again

    return _tried(lambda: getattr(client("dynamodb"), call)(**request, **options), judge, MAXIMUM_ATTEMPTS, sleep)


def get(table: str, key: Mapping[str, object]) -> Item | None:
    """One item, read consistently."""
    answer = client("dynamodb").get_item(TableName=settings.table_name(table), Key=to_wire(key), ConsistentRead=True)
    return from_wire(answer["Item"]) if "Item" in answer else None


def get_many(keys: Sequence[tuple[str, Mapping[str, object]]]) -> list[Item | None]:
    """Items of several tables in one round trip, in the order asked for (consistent each, not a snapshot). At most 100."""
    if not keys:
        return []
    requests: dict[str, dict[str, Any]] = {}
    for table, key in keys:
        wanted = requests.setdefault(settings.table_name(table), {"Keys": [], "ConsistentRead": True})["Keys"]
        if to_wire(key) not in wanted:
            wanted.append(to_wire(key))
    found: list[tuple[str, Item]] = []
    for attempt in range(MAXIMUM_ATTEMPTS):
        answer = client("dynamodb").batch_get_item(RequestItems=requests)
        for name, items in answer["Responses"].items():
            found += [(name, from_wire(item)) for item in items]
        requests = answer.get("UnprocessedKeys") or {}
        if not requests:
            break
        pause(attempt)
    else:
        raise RequestInProgress("The database is busy; try again")

    def match(table: str, key: Mapping[str, object]) -> Item | None:
        name = settings.table_name(table)
        return next((item for at, item in found if at == name and key.items() <= item.items()), None)

    return [match(table, key) for table, key in keys]


def query(
    table: str,
    condition: str,
    *,
    index: str | None = None,
    limit: int | None = None,
    start: Mapping[str, object] | None = None,
    newest_first: bool = False,
    **values: object,
) -> tuple[list[Item], Item | None]:
    """One page of a Query: the items and the key to go on from. `#name` in `condition` needs no declaration."""
    names = aliases_in(condition)
    request = {
        "TableName": settings.table_name(table),
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {f":{name}": to_value(value) for name, value in values.items()},
        "ScanIndexForward": not newest_first,
        "ConsistentRead": index is None,
    }
    optional = {
        "IndexName": index,
        "Limit": limit,
        "ExclusiveStartKey": to_wire(start) if start else None,
        "ExpressionAttributeNames": names,
    }
    request |= {name: value for name, value in optional.items() if value}
    answer = client("dynamodb").query(**request)
    last = answer.get("LastEvaluatedKey")
    return [from_wire(item) for item in answer["Items"]], from_wire(last) if last else None


def owned(
    table: str, owner_id: str, limit: int, start: Mapping[str, object] | None, *, newest_first: bool = True
) -> tuple[list[Item], Item | None]:
    """One page of what an owner has in a table, by its index `by-owner`, and the key to go on from."""
    return query(
        table, "owner_id = :owner", index="by-owner", limit=limit, start=start, newest_first=newest_first, owner=owner_id
    )


def query_all(table: str, condition: str, *, maximum: int | None = None, **arguments: Any) -> Iterator[Item]:
    """Every item of a Query, page by page as they are asked for, at most `maximum`."""
    start, seen = None, 0
    while True:
        items, start = query(table, condition, start=start, **arguments)
        for item in items:
            if seen == maximum:
                return
            seen += 1
            yield item
        if start is None:
            return


def scan_page(table: str, limit: int, start: Mapping[str, object] | None) -> tuple[list[Item], Item | None]:
    """One page of a table, in no order, and the key to go on from: for walks that go on from a queue."""
    further = {"ExclusiveStartKey": to_wire(start)} if start else {}
    answer = client("dynamodb").scan(TableName=settings.table_name(table), Limit=limit, **further)
    last = answer.get("LastEvaluatedKey")
    return [from_wire(item) for item in answer["Items"]], from_wire(last) if last else None


def scan_all(table: str, segment: int = 0, segments: int = 1) -> Iterator[Item]:
    """Every item of a table, or of one of its `segments`: for walks over everything, never on a request's path."""
    part = {"Segment": segment, "TotalSegments": segments} if segments > 1 else {}
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=settings.table_name(table), ConsistentRead=True, **part)
    for page in pages:
        yield from map(from_wire, page["Items"])
