"""Work off what failed for good: list the error tables, have one entry done once more."""

import json
from typing import Literal

from chalicelib.platform import audit, error_log, paging
from chalicelib.platform.dynamo import Item
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.masking import masked, masked_words, owners_in
from chalicelib.platform.schemas import Identifier, Reply, Timestamp

routes = Routes(__name__, tag="Operations", about="What failed for good, and once more", error_id="an entry of GET /admin/errors")


class ErrorEntry(Reply):
    """Something that failed for good.

    error_id: the id of the entry
    created_at: when it failed
    table: the error table it lies in, such as card-table-error
    source: what failed: a queue or a state, such as RequestDebitCard
    error: the name of the error, such as States.Timeout
    cause: why, as far as is known, such as The worker did not answer
    input: what was asked for, without what is personal, such as {"userId": "…"}
    execution_arn: the execution it belonged to; null where there was none, such as arn:aws:states:us-east-1:123456789012:execution:inferno-dev-cards_registration:1
    retryable: whether it can be done once more
    """

    error_id: Identifier
    created_at: Timestamp
    table: str
    source: str
    error: str
    cause: str
    input: str
    execution_arn: str | None
    retryable: bool


class ErrorPage(Reply):
    """A page of the entries that are open.

    items: the entries, table by table, oldest first
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[ErrorEntry]
    next_cursor: str | None


class Retried(Reply):
    """It will be done once more.

    error_id: the entry
    status: always RETRIED
    """

    error_id: Identifier
    status: Literal["RETRIED"]


@routes.get("/admin/errors", summary="What lies in the error tables", access="operations", query=paging.Page, answer=ErrorPage)
def list_errors(request: Request[None, paging.Page]) -> Answer:
    """Everything that failed for good and that nobody has retried, table by table, oldest first; the look is in the audit log."""
    found, cursor = paging.page(request, error_log.list_open)
    audit.look("error.look", request.call, owners_in([item.get("input") for _, item in found]))
    return Answer(200, ErrorPage(items=[_entry(*each) for each in found], next_cursor=cursor))


@routes.post(
    "/admin/errors/{error_id}/retry",
    summary="Do it once more; a second retry does nothing",
    access="operations",
    status=202,
    location="/admin/errors",
    answer=Retried,
    failures=(error_log.AlreadyRetried, error_log.NotRetryable),
)
def retry_error(request: Request[None, None]) -> Answer:
    """Hands the entry back to where it failed. A second time it is refused, so nothing is done twice."""
    error_id = request.path["error_id"]
    error_log.retry(error_id, request.call)
    return Answer(202, Retried(error_id=error_id, status="RETRIED"))


def _entry(table: str, item: Item) -> ErrorEntry:
    input = masked(str(item.get("input", "")))
    return ErrorEntry(
        error_id=item["uuid"],
        created_at=item["createdAt"],
        table=table,
        source=str(item.get("source", "")),
        error=str(item.get("error", "")),
        cause=masked_words(str(item.get("cause", ""))),
        input=input if isinstance(input, str) else json.dumps(input, ensure_ascii=False),
        execution_arn=item.get("executionArn"),
        retryable=item.get("retry") is not None,
    )
