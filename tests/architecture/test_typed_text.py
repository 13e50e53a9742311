"""Whatever a caller types is checked: a field of a request that takes just any text has to be listed here, with its reason."""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args, get_origin

import msgspec

import app  # noqa: F401  # registers every route
from chalicelib.platform.http import ENDPOINTS
from chalicelib.platform.schemas import Body

ANY_TEXT = {
    "AvatarRequest.image",  # base64, judged by its bytes
    "ApprovalsQuery.cursor",  # sealed: ours or refused
    "AuditQuery.cursor",  # sealed
    "CasesQuery.cursor",  # sealed
    "ExecutionsQuery.cursor",  # sealed
    "NewStaffRequest.password",  # kept as a hash
    "LedgerEntriesQuery.cursor",  # sealed
    "LoansQuery.cursor",  # sealed
    "CustomerQuery.cursor",  # sealed
    "DocumentRequest.content",  # base64, as the image of an avatar is
    "LoginRequest.email",  # what nobody can have is simply wrong, and says no more
    "LoginRequest.password",
    "LogoutRequest.refresh_token",  # opaque: found or not
    "Page.cursor",  # sealed: ours or refused
    "SearchQuery.cursor",  # sealed
    "SearchQuery.start",  # read as times
    "SearchQuery.end",
    "SearchQuery.min_amount",  # read as money
    "SearchQuery.max_amount",
    "RefreshRequest.refresh_token",
    "RegisterUserRequest.password",
    "PasswordRequest.new_password",
    "ResetRequest.new_password",
    "RegisterRequest.password",  # counted and hashed, never shown
    "ReportQuery.end",  # read as a day or a moment
    "ReportQuery.start",
    "StatementQuery.cursor",  # sealed
    "TransactionQuery.cursor",  # sealed
    "TransactionQuery.min_amount",  # read as money
    "TransactionQuery.max_amount",
    "RuleRequest.conditions",  # checked as a tree, node by node
    "RulesQuery.cursor",  # sealed
    "ReportsQuery.cursor",  # sealed
    "TransferQuery.cursor",  # sealed
}


def takes_any_text(annotation: object) -> bool:
    """Whether it lets a text in that neither a pattern, nor a check, nor a format judges."""
    if get_origin(annotation) is Literal:
        return False
    if get_origin(annotation) is Annotated:
        metas = [meta for meta in annotation.__metadata__ if isinstance(meta, msgspec.Meta)]
        judged = any(meta.pattern or meta.extra or "format" in (meta.extra_json_schema or {}) for meta in metas)
        return not judged and takes_any_text(annotation.__origin__)
    return annotation is str or any(map(takes_any_text, get_args(annotation)))


def shapes() -> set[type[Body]]:
    """Every shape that a request is read as, those within others too."""
    found: set[type[Body]] = set()
    waiting = [shape for endpoint in ENDPOINTS for shape in (endpoint.body, endpoint.query) if shape]
    while waiting:
        shape = waiting.pop()
        if shape not in found:
            found.add(shape)
            waiting += [each for field in msgspec.structs.fields(shape) for each in bodies_in(field.type)]
    return found


def bodies_in(annotation: object) -> Iterator[type[Body]]:
    if isinstance(annotation, type) and issubclass(annotation, Body):
        yield annotation
    for argument in get_args(annotation):
        yield from bodies_in(argument)


def test_every_text_that_is_typed_is_checked():
    fields = [(shape, field) for shape in shapes() for field in msgspec.structs.fields(shape)]
    assert {f"{shape.__name__}.{field.name}" for shape, field in fields if takes_any_text(field.type)} == ANY_TEXT
