"""Routes about the service itself: health, the OpenAPI description, and a page to read it."""

from functools import cache
from importlib import resources

import msgspec

from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import Reply

routes = Routes(__name__, tag="Service")


class Health(Reply):
    status: str


@routes.get("/health", summary="Whether the API answers", access="open", answer=Health)
def health(request: Request) -> Answer:
    return Answer(200, Health(status="ok"))


@routes.get("/openapi.json", summary="This description", access="open")
def openapi_description(request: Request) -> Answer:
    return Answer(200, _description())


@routes.get("/docs", summary="This description as a page", access="open", media_type="text/html; charset=utf-8")
def docs_page(request: Request) -> Answer:
    return Answer(200, resources.files(__package__).joinpath("docs.html").read_text("utf-8"))


@cache
def _description() -> dict:
    from chalicelib.platform.openapi import describe

    return msgspec.to_builtins(describe())
