"""What a route declares, what its handler gets and gives."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from chalicelib.kernel.failures import Failure
from chalicelib.platform import schemas
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.own_page import OwnPage
from chalicelib.platform.roles import Access

Keys = Literal["record", "ledger"] | None
LaterFailures = Callable[[], Collection[type[Failure]]]
Limit = Literal["exact", "near"] | None  # requests a minute of a user, or of an address where nobody is logged in


@dataclass(frozen=True)
class Endpoint:
    """One route as declared: the source of validation and of the OpenAPI description."""

    method: str
    path: str
    summary: str
    tag: str
    status: int
    answer: type | None
    accepted: type | None  # what a 202 answers instead, where it may take a second person
    nothing: str | None  # what a 204 says, where there may be nothing to answer
    body: type[schemas.Body] | None
    query: type[schemas.Body] | None
    access: Access
    own_page: bool  # only for a page of the bank's own, whose session is in a cookie
    reauthenticated: bool  # the caller must have given a password or a factor within five minutes
    keys: Keys
    key_required: bool
    dry_run: bool
    authorized: bool  # takes what a step-up gave, as Payment-Authorization
    failures: tuple[type[Failure], ...]
    later_failures: LaterFailures  # those that contexts register after the route
    limit: Limit
    maximum_body_bytes: int
    media_type: str
    location: str | None  # where the new thing is read, from the names of the answer and of the path
    cached: bool  # kept by the client, and sent again only when it has changed
    form: bool  # takes what a form sends, and reads nothing of it
    path_parts: Mapping[str, str]  # a sentence for each parameter of the path
    handler: Callable[["Request[Any, Any]"], "Answer"]
    first_path: str | None  # of the older route whose second door this is

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def operation_id(self) -> str:
        return self.handler.__name__ + ("_v1" if self.first_path else "")

    @property
    def bucket(self) -> str:
        """What its requests without a caller are counted under: the doors of one operation together."""
        return (self.first_path or self.path).strip("/")


B = TypeVar("B", covariant=True)
Q = TypeVar("Q", covariant=True)


@dataclass(frozen=True)
class Request(Generic[B, Q]):
    """One request, read and checked: its body and its query are what the route declares, None where it declares none.

    Its `call` has a key on routes that take one, minted when the caller gave none. `key` is what the caller gave,
    `authorization` what came as Payment-Authorization, on routes that take one.
    """

    caller: Caller
    path: Mapping[str, str]
    body: B
    query: Q
    call: Call
    key: str | None
    route: str
    authorization: str | None = None
    own_page: OwnPage | None = None

    @property
    def page(self) -> OwnPage:
        """The page of ours that asks. Raises LookupError on a route that is not declared to be for one."""
        if self.own_page is None:
            raise LookupError(f"{self.route} is not declared with own_page")
        return self.own_page

    @property
    def now(self) -> datetime:
        return self.call.now


@dataclass(frozen=True)
class Answer:
    """Status and body (a Reply or plain JSON); `replayed` marks an answer given before under the same key."""

    status: int
    body: object
    replayed: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, receipt: Receipt) -> "Answer":
        return cls(receipt.status, receipt.body, receipt.replayed)
