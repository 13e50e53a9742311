"""Routes about the service itself: health, the OpenAPI description, and the pages that explain it."""

from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import Reply

_HTML = "text/html; charset=utf-8"

routes = Routes(__name__, tag="Service", about="The service itself: its health, its description, its pages")


class Health(Reply):
    """The API answers.

    status: always ok
    """

    status: Literal["ok"]


@routes.get("/health", summary="Whether the API answers", access="open", answer=Health)
def health(request: Request[None, None]) -> Answer:
    """Answers without looking at anything else, for load balancers and monitors."""
    return Answer(200, Health(status="ok"))


@routes.head("/health", summary="Whether the API answers, without a body", access="open")
def health_head(request: Request[None, None]) -> Answer:
    """What GET /health answers, headers only."""
    return Answer(200, "")


@routes.get("/openapi.json", summary="This description", access="open", cached=True)
def openapi_description(request: Request[None, None]) -> Answer:
    """The OpenAPI 3.1 document that clients are generated from, made from what validates the requests."""
    return Answer(200, _description())


@routes.get("/docs", summary="This description as a page", access="open", media_type=_HTML, cached=True)
def docs_page(request: Request[None, None]) -> Answer:
    """Every operation with its parameters, bodies and problems, to search and to try."""
    return Answer(200, _file("docs.html"))


@routes.get("/docs/page.css", summary="How the pages look", access="open", media_type="text/css; charset=utf-8", cached=True)
def page_style(request: Request[None, None]) -> Answer:
    """The style sheet of /docs and /problems."""
    return Answer(200, _file("page.css"))


@routes.get(
    "/docs/page.js",
    summary="What the page of operations does",
    access="open",
    media_type="text/javascript; charset=utf-8",
    cached=True,
)
def page_script(request: Request[None, None]) -> Answer:
    """The script of /docs."""
    return Answer(200, _file("page.js"))


@routes.get("/problems", summary="What each problem means and what to do", access="open", media_type=_HTML, cached=True)
def problems_page(request: Request[None, None]) -> Answer:
    """The page that the `type` of every problem document leads to, with one entry a code."""
    return Answer(200, _problems())


@cache
def _description() -> dict[str, Any]:
    from chalicelib.platform.openapi import describe

    return msgspec.to_builtins(describe())


@cache
def _problems() -> str:
    from chalicelib.platform.problem_page import render

    return render()


@cache
def _file(name: str) -> str:
    return resources.files(__package__).joinpath("pages", name).read_text("utf-8")
