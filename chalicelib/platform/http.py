"""REST entry points: `Routes` registers a handler as a route of Chalice.

Handlers take a `Request` and return an `Answer`; a raised `Failure` becomes a problem document. What a route accepts
and answers is declared here once and serves validation (`reading`), rendering (`answering`) and the OpenAPI description.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import msgspec
from chalice import Blueprint, Response
from chalice.app import ChaliceAuthorizer

from chalicelib.kernel.failures import Failure
from chalicelib.platform import schemas
from chalicelib.platform.answering import respond
from chalicelib.platform.endpoint import Answer, Endpoint, Keys, LaterFailures, Limit, Request
from chalicelib.platform.roles import Access

__all__ = ["ENDPOINTS", "MAXIMUM_BODY_BYTES", "ROUTES", "Answer", "Endpoint", "Request", "Routes", "plain"]

MAXIMUM_BODY_BYTES = 64 * 1024
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
ENDPOINTS: list[Endpoint] = []
ROUTES: list["Routes"] = []


Handler = TypeVar("Handler", bound=Callable[[Request[Any, Any]], Answer])


class Routes:
    """The routes of one context: a Chalice Blueprint and what is declared on it.

    `about` tells what the tag stands for; `path_parts` what each parameter of a path is: `card_id="a card of the caller"`.
    """

    def __init__(self, module: str, tag: str, about: str, **path_parts: str) -> None:
        self.blueprint = Blueprint(module)
        self.tag, self.about = tag, about
        self._path_parts = path_parts
        self._guarded: list[Callable[[ChaliceAuthorizer], object]] = []
        ROUTES.append(self)

    def guard(self, authorizer: ChaliceAuthorizer) -> None:
        """Opens the routes that ask who calls, behind this authorizer. Until then only the open ones are there."""
        while self._guarded:
            self._guarded.pop(0)(authorizer)

    def get(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._route("GET", path, **options)

    def head(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._route("HEAD", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._route("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._route("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._route("DELETE", path, **options)

    def _route(
        self,
        method: str,
        path: str,
        *,
        summary: str,
        status: int = 200,
        answer: type | None = None,
        accepted: type | None = None,
        nothing: str | None = None,
        body: type[schemas.Body] | None = None,
        query: type[schemas.Body] | None = None,
        access: Access = "customer",
        own_page: bool = False,
        reauthenticated: bool = False,
        also: str | None = None,
        keys: Keys = None,
        key_required: bool = False,
        dry_run: bool = False,
        authorized: bool = False,
        failures: tuple[type[Failure], ...] = (),
        later_failures: LaterFailures = tuple,
        limit: Limit = None,
        maximum_body_bytes: int = MAXIMUM_BODY_BYTES,
        media_type: str = "application/json",
        location: str | None = None,
        cached: bool = False,
        form: bool = False,
    ) -> Callable[[Handler], Handler]:
        """`also` is a second path of the same operation."""

        def register(handler: Handler) -> Handler:
            for door, first_path in ((path, None), (also, path)):
                if door is None:
                    continue
                self._open(
                    Endpoint(
                        method, door, summary, self.tag, status, answer, accepted, nothing, body, query, access, own_page,
                        reauthenticated, keys, key_required, dry_run, authorized, failures, later_failures, limit or (None if access == "open" else "near"),
                        maximum_body_bytes, media_type, location, cached, form, self._path_parts, handler, first_path,
                    )
                )  # fmt: skip
            return handler

        return register

    def _open(self, endpoint: Endpoint) -> None:
        ENDPOINTS.append(endpoint)

        def view(**path_parameters: str) -> Response:
            return respond(endpoint, self.blueprint.current_request, self.blueprint.lambda_context, path_parameters)

        view.__name__ = endpoint.operation_id
        register = partial(
            self.blueprint.route,
            endpoint.path,
            methods=[endpoint.method],
            name=endpoint.operation_id,
            content_types=["application/json", *(_FORMS if endpoint.form else ())],
        )
        if endpoint.access == "open":
            register()(view)
        else:
            self._guarded.append(lambda authorizer: register(authorizer=authorizer)(view))


def plain(reply: schemas.Reply) -> dict[str, object]:
    """A reply as plain JSON, for records that keep it."""
    return msgspec.to_builtins(reply)
