"""REST: the statement of an account for any days, and the list of those that were made."""

from functools import partial

from chalicelib.accounts.public import errors as accounts
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.statements import queries, store
from chalicelib.statements.errors import UnknownStatement
from chalicelib.statements.operations.request_statement import request_statement as request_
from chalicelib.statements.schemas import (
    StatementFile,
    StatementList,
    StatementPage,
    StatementQuery,
    StatementRequested,
    StatementState,
    StatementSummary,
)  # fmt: skip

routes = Routes(
    __name__,
    tag="Statements",
    about="Account statements: of any days, and sealed every month",
    account_id="a checking or savings account of the caller",
    statement_id="what GET /api/v1/accounts/{account_id}/statement answered, or lists",
)


@routes.get(
    "/api/v1/accounts/{account_id}/statement",
    summary="The statement of an account: at once as JSON, or as a file made in the background",
    query=StatementQuery,
    answer=StatementPage,
    accepted=StatementRequested,
    failures=(accounts.UnknownAccount,),
)
def get_statement(request: Request[None, StatementQuery]) -> Answer:
    """What moved on the account in these days, with the balances before and after; also of a closed account. As a file, the same
    movements, days and format give the same statement."""
    query, account_id = request.query, request.path["account_id"]
    if query.format != "json":
        if query.cursor is not None:
            raise InvalidRequest(("cursor", "is for json only: a file is whole"))
        statement = request_(account_id, query.from_, query.to, query.format, request.call)
        return Answer(202, StatementRequested(statement_id=statement.statement_id, status=statement.status))
    asked = queries.asked(request.caller.user_id, account_id, query.from_, query.to, request.now)
    found, cursor = paging.page(request, partial(queries.extract, asked))
    return Answer(200, StatementPage.of(found, cursor))


@routes.get(
    "/api/v1/accounts/{account_id}/statements",
    summary="The statements of an account, the latest days first",
    query=paging.Page,
    answer=StatementList,
    failures=(accounts.UnknownAccount,),
)
def list_statements(request: Request[None, paging.Page]) -> Answer:
    """The monthly ones, which the bank seals, and those that were asked for in the last three months."""
    of_account = partial(queries.list_statements, request.caller.user_id, request.path["account_id"])
    found, cursor = paging.page(request, of_account)
    return Answer(200, StatementList(items=[StatementSummary.of(each) for each in found], next_cursor=cursor))


@routes.get(
    "/api/v1/accounts/{account_id}/statements/{statement_id}",
    summary="What became of a statement, with a fresh link to each file once it is ready",
    answer=StatementState,
    failures=(UnknownStatement,),
)
def get_statement_state(request: Request[None, None]) -> Answer:
    """PENDING, FAILED, or READY with links that work for five minutes. Asking for a failed one again makes it again."""
    path = request.path
    statement = queries.find_statement(request.caller.user_id, path["account_id"], path["statement_id"])
    files = [StatementFile.of(file, store.link_to(statement, file)) for file in statement.files]
    return Answer(200, StatementState.of_files(statement, files if statement.status == "READY" else []))
