"""What a 400 says is said to people: no type of Python, no regular expression."""

import json
import re

import msgspec
import pytest

import app  # noqa: F401  # registers every route
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.http import ENDPOINTS
from chalicelib.platform.paging import Page
from chalicelib.platform.schemas import read_body, read_query
from chalicelib.savings.schemas import GoalRequest, OptimiseRequest

SHAPES = sorted({each.body for each in ENDPOINTS if each.body}, key=lambda shape: shape.__name__)
NONSENSE = [None, True, 1, -1, 10**400, 1.5, "", " ", "x", "x" * 5000, "a\nb", "\x00", "=1", [], [1], {}, {"a": 1}]
FOR_MACHINES = re.compile(r"`|\^|\\|\[\^|\(\?|regex|int\b|\bstr\b|\bobject'|Expected|Invalid enum|msgspec")


def errors_of(raw: bytes, shape: type) -> tuple[tuple[str, str], ...]:
    try:
        read_body(raw, shape)
    except InvalidRequest as refused:
        return refused.errors
    return ()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_whatever_is_sent_is_answered_in_words(shape):
    seen = set()
    for field in msgspec.structs.fields(shape):
        for value in NONSENSE:
            seen.update(errors_of(json.dumps({field.encode_name: value}).encode(), shape))
    for raw in (b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"nobody knows":1}'):
        seen.update(errors_of(raw, shape))
    assert seen
    assert [message for _, message in seen if FOR_MACHINES.search(message)] == []


@pytest.mark.parametrize(
    ("raw", "shape", "field", "message"),
    [
        (b'{"walletId":7}', GoalRequest, "walletId", "must be text"),
        (
            b'{"walletId":"7"}',
            GoalRequest,
            "walletId",
            "must be a UUID in lower case, such as 0198c0de-0000-7000-8000-000000000000",
        ),
        (b'{"targetDate":"soon"}', GoalRequest, "targetDate", "must be a date such as 2026-01-31"),
        (b'{"contribution":{"every":"x"}}', GoalRequest, "contribution.every", "must be one of MONTH, WEEK"),
        (b'{"contribution":3}', GoalRequest, "contribution", "must be a JSON object or null"),
        (b'{"loans":[{"name":1}]}', OptimiseRequest, "loans[0].name", "must be text"),
        (b'{"loans":[]}', OptimiseRequest, "loans", "must have at least 1 entry"),
        (b"{}", OptimiseRequest, "loans", "is required"),
        (b'{"colour":"red"}', GoalRequest, "colour", "is not known here"),
    ],
)
def test_the_message_says_what_the_field_must_be(raw, shape, field, message):
    assert (field, message) in errors_of(raw, shape)


@pytest.mark.parametrize(
    ("value", "message"), [("0", "must be at least 1"), ("101", "must be at most 100"), ("x", "must be a whole number")]
)
def test_of_a_query_too(value, message):
    with pytest.raises(InvalidRequest) as refused:
        read_query({"limit": [value]}, Page)
    assert refused.value.errors == (("limit", message),)
