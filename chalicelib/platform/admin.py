"""Work off what failed for good: list the error tables, have one entry done once more."""

from chalicelib.platform import error_log, paging
from chalicelib.platform.dynamo import Item
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import Reply

routes = Routes(__name__, tag="Operations")


class ErrorEntry(Reply):
    error_id: str
    created_at: str
    table: str
    source: str
    error: str
    cause: str
    input: str
    execution_arn: str | None
    retryable: bool


class ErrorPage(Reply):
    items: list[ErrorEntry]
    next_cursor: str | None


class Retried(Reply):
    error_id: str
    status: str


@routes.get("/admin/errors", summary="What lies in the error tables", access="operations", query=paging.Page, answer=ErrorPage)
def list_errors(request: Request) -> Answer:
    found, cursor = paging.page(request, error_log.list_open)
    return Answer(200, ErrorPage(items=[_entry(*each) for each in found], next_cursor=cursor))


@routes.post(
    "/admin/errors/{error_id}/retry",
    summary="Do it once more; a second retry does nothing",
    access="operations",
    status=202,
    answer=Retried,
    failures=(error_log.AlreadyRetried, error_log.NotRetryable),
)
def retry_error(request: Request) -> Answer:
    error_id = request.path["error_id"]
    error_log.retry(error_id, request.call)
    return Answer(202, Retried(error_id=error_id, status="RETRIED"))


def _entry(table: str, item: Item) -> ErrorEntry:
    return ErrorEntry(
        error_id=item["uuid"],
        created_at=item["createdAt"],
        table=table,
        source=str(item.get("source", "")),
        error=str(item.get("error", "")),
        cause=str(item.get("cause", "")),
        input=str(item.get("input", "")),
        execution_arn=item.get("executionArn"),
        retryable=item.get("retry") is not None,
    )
