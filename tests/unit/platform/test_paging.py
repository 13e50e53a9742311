"""Cursors: opaque, and good for one caller and one list only."""

import base64

import pytest

from chalicelib.kernel import clock
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import paging
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.endpoint import Request

START = {"owner_id": "ada", "created_at": "2026-11-21T06:47:12.345Z", "seq": 7}
MINE = {"caller": "ada", "route": "GET /accounts"}


def changed(cursor: str, at: int) -> str:
    raw = bytearray(base64.urlsafe_b64decode(cursor))
    raw[at] ^= 1
    return base64.urlsafe_b64encode(raw).decode()


def test_a_cursor_goes_on_where_it_was_made():
    assert paging.unseal(paging.seal(START, **MINE), **MINE) == START


def test_the_end_has_none():
    assert paging.seal(None, **MINE) is None
    assert paging.unseal(None, **MINE) is None


@pytest.mark.parametrize("other", [{"caller": "eve"}, {"route": "GET /loans"}, {"caller": "ada\0GET", "route": "/accounts"}])
def test_a_cursor_of_another_caller_or_list_is_refused(other):
    with pytest.raises(InvalidRequest, match="was not made for this list"):
        paging.unseal(paging.seal(START, **MINE), **{**MINE, **other})


@pytest.mark.parametrize("at", [0, 15, 16, -1])
def test_a_changed_cursor_is_refused(at):
    with pytest.raises(InvalidRequest):
        paging.unseal(changed(paging.seal(START, **MINE), at), **MINE)


@pytest.mark.parametrize("cursor", ["", "x", "é", "====", "e30=", "A" * 22, "A" * 2_000, "\ud800"])
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(InvalidRequest) as refused:
        paging.unseal(cursor, **MINE)
    assert refused.value.errors[0][0] == "cursor"


def test_a_cursor_outlives_the_rotation_that_adds_a_key(signing_keys):
    cursor = paging.seal(START, **MINE)
    signing_keys["k2"] = "second-key-of-at-least-32-bytes-0"
    assert paging.unseal(cursor, **MINE) == START
    signing_keys["k1"] = signing_keys.pop("k2")
    with pytest.raises(InvalidRequest):
        paging.unseal(cursor, **MINE)


class Things(paging.Page):
    """A list that can be asked for less."""

    kind: str = ""


def things(*, caller: str = "ada", path: dict | None = None, **query: object) -> Request:
    call = Call(clock.now(), caller)
    return Request(Caller(caller, "", frozenset()), path or {"box_id": "b1"}, None, Things(**query), call, None, "GET /things")


def read(*, limit: int, start: dict | None) -> tuple[list[int], dict | None]:
    """Ten things, numbered."""
    first = start["at"] if start else 0
    return list(range(first, min(first + limit, 10))), {"at": first + limit} if first + limit < 10 else None


def test_a_list_is_read_to_its_end_page_by_page():
    found, cursor = paging.page(things(limit=4), read)
    pages = [found]
    while cursor:
        found, cursor = paging.page(things(limit=4, cursor=cursor), read)
        pages.append(found)
    assert pages == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_the_next_page_may_have_another_length():
    _, cursor = paging.page(things(limit=4), read)
    assert paging.page(things(limit=100, cursor=cursor), read) == ([4, 5, 6, 7, 8, 9], None)


@pytest.mark.parametrize("other", [{"caller": "eve"}, {"path": {"box_id": "b2"}}, {"kind": "blue"}])
def test_a_page_goes_on_for_its_caller_and_its_list_alone(other):
    _, cursor = paging.page(things(limit=4), read)
    with pytest.raises(InvalidRequest, match="was not made for this list"):
        paging.page(things(limit=4, cursor=cursor, **other), read)
