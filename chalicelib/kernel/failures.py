"""The root of every planned failure: what went wrong, said once, with the HTTP status and stable code callers rely on.

A subclass names the case (`InsufficientFunds`), sets `code` and, where its family differs, `status`. Its docstring tells
callers what it means and `what_to_do` how to go on: both stand on the page that the problem's `type` leads to.
Anything that is not a `Failure` is a fault: it is logged with its traceback and answered 500.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, NotRequired, TypedDict


class Failure(Exception):
    """Something in the bank broke; it is logged, and nobody can say what was done."""

    status = 500
    code = "internal_error"
    what_to_do = "Send the same request with the same Idempotency-Key once more; report the correlation id if it goes on."
    # A TypedDict of the extra members of the problem document: ids and amounts only, named as on the wire.
    Facts: ClassVar[type | None] = None
    retry_after_seconds: int | None = None  # what the header Retry-After says
    replayed = False  # answered before under the same idempotency key
    # Changes that are true of the refusal itself: they are written with its record, though nothing else of the request is.
    also: Sequence[Any] = ()

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.title())
        self.detail = detail or self.title()
        self.facts = facts

    def title(self) -> str:
        return title_of(self.code)


class Recalled(Failure):
    """A remembered refusal, raised again exactly as it was: the page knows it by its code."""

    replayed = True

    def __init__(self, status: int, code: str, detail: str, facts: dict[str, object]) -> None:
        self.status, self.code = status, code
        super().__init__(detail, **facts)


class InvalidRequest(Failure):
    """The request cannot be read; `errors` names each field at fault and says what it must be."""

    status = 400
    code = "invalid_request"
    what_to_do = "Correct the fields that `errors` names, by the description of the route, and send the request again."

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors))
        self.errors = errors


class Unauthenticated(Failure):
    """The access token is missing, malformed or expired."""

    status = 401
    code = "unauthorized"
    what_to_do = "Get a new access token with POST /refresh or POST /login and send it as Authorization: Bearer."


class ReauthenticationRequired(Unauthenticated):
    """The session is good, and this needs a password or a factor given within the last five minutes."""

    code = "reauthentication_required"
    what_to_do = "Log in again, and use the access token of that answer."

    def __init__(self) -> None:
        super().__init__("This needs a password or a second factor given within the last five minutes; log in again")


class Forbidden(Failure):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"
    what_to_do = "Log in as somebody with the role that the route needs."


class OwnFile(Forbidden):
    """Nobody of the staff decides about themselves."""

    code = "own_file"
    what_to_do = "Ask somebody else with the role to decide."


class NotFound(Failure):
    """There is no such route, or nothing under this id that is the caller's: another's is answered as an unknown one."""

    status = 404
    code = "not_found"
    what_to_do = "Check the path and its ids against the answers and lists that gave them."


class Conflict(Failure):
    """The state of the thing forbids it."""

    status = 409
    code = "conflict"
    what_to_do = "Read the thing again and go on from the state that it is in."


class VersionConflict(Conflict):
    """Somebody changed it since it was read."""

    code = "version_conflict"
    what_to_do = "Read it again, make the change on that, and send its `version`."

    def __init__(self) -> None:
        super().__init__("This is not what was read: it was changed meanwhile")


class RequestInProgress(Conflict):
    """The same request is under way, or another change of the same thing. Nothing was done, and no key remembers it."""

    code = "request_in_progress"
    what_to_do = "Send the same request with the same key again after the seconds that Retry-After names."
    retry_after_seconds = 1


class AccountBusy(RequestInProgress):
    """Too many others change the same account at this moment. Nothing was done, and no key remembers it."""

    code = "account_busy"


class TooLarge(Failure):
    """The body is larger than the route takes."""

    status = 413
    code = "payload_too_large"
    what_to_do = "Send less: 64 KiB at most, and a picture of at most 2 MiB."


class UnsupportedMedia(Failure):
    """The content is of a type that the route does not take."""

    status = 415
    code = "unsupported_media_type"
    what_to_do = "Send JSON with Content-Type: application/json, and a picture as PNG, JPEG or WebP."


class Unprocessable(Failure):
    """The request was understood and a rule of the bank refuses it."""

    status = 422
    code = "unprocessable"
    what_to_do = "Change what is asked for; the same request will be refused again."


class IdempotencyKeyReused(Unprocessable):
    """This Idempotency-Key came before with another request; nothing of that one is told here."""

    code = "idempotency_key_reused"
    what_to_do = "Give every new request a key of its own, and repeat a request only as it was first sent."


class Locked(Failure):
    """The thing is locked against this."""

    status = 423
    code = "locked"
    what_to_do = "Wait until the bank has unlocked it."


class TooManyRequests(Failure):
    """More requests a minute than a user, or an address that nobody has logged in from, may send."""

    status = 429
    code = "too_many_requests"
    what_to_do = "Send the request again after the seconds that Retry-After names."
    retry_after_seconds = 60

    def __init__(self, retry_after_seconds: int, detail: str = "") -> None:
        super().__init__(detail or "Too many requests; try again later")
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Failure):
    """A part of the bank did not answer, and nothing was changed."""

    status = 503
    code = "unavailable"
    what_to_do = "Send the same request again after the seconds that Retry-After names."
    retry_after_seconds = 2


class OutcomeUnknown(Unavailable):
    """The answer got lost: this may have been done all the same."""

    code = "outcome_unknown"
    what_to_do = "Send the same request with the same Idempotency-Key (`idempotencyKey` here): it tells what became of it."

    class Facts(TypedDict):
        """idempotencyKey: the key that tells, where one was in use"""

        idempotencyKey: NotRequired[str]


def title_of(code: str) -> str:
    """A code as people read it."""
    return code.replace("_", " ").capitalize()


def is_remembered(failure: Failure) -> bool:
    """Whether a refusal under an idempotency key is kept and replayed: 409 (not running), 422, 423."""
    return failure.status in (409, 422, 423) and not isinstance(failure, (RequestInProgress, IdempotencyKeyReused))


def is_outcome(failure: Failure) -> bool:
    """Whether a failure is the end of what was asked (a refusal, an unknown account), not a reason to try again."""
    return not isinstance(failure, (RequestInProgress, Unavailable, IdempotencyKeyReused))
