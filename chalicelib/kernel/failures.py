"""The root of every planned failure: what went wrong, said once, with the HTTP status and stable code callers rely on.

A subclass names the case (`InsufficientFunds`), sets `code` and, where its family differs, `status`.
Anything that is not a `Failure` is a fault: it is logged with its traceback and answered 500.
"""


class Failure(Exception):
    """A planned outcome that is not success. `facts` are extra members of the problem document (ids and amounts only).

    `replayed` marks one that was answered before under the same idempotency key.
    """

    status = 500
    code = "internal_error"
    replayed = False

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.title())
        self.detail = detail or self.title()
        self.facts = facts

    def title(self) -> str:
        return self.code.replace("_", " ").capitalize()


class Recalled(Failure):
    """A remembered refusal, raised again exactly as it was."""

    replayed = True

    def __init__(self, status: int, code: str, detail: str, facts: dict[str, object]) -> None:
        self.status, self.code = status, code
        super().__init__(detail, **facts)


class InvalidRequest(Failure):
    """400: the request cannot be read. `errors` lists (field, message) pairs."""

    status = 400
    code = "invalid_request"

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors))
        self.errors = errors


class Unauthenticated(Failure):
    status = 401
    code = "unauthorized"


class Forbidden(Failure):
    status = 403
    code = "forbidden"


class OwnFile(Forbidden):
    """403: nobody of the staff decides about themselves."""

    code = "own_file"


class NotFound(Failure):
    """404: unknown, or somebody else's, which callers cannot tell apart."""

    status = 404
    code = "not_found"


class Conflict(Failure):
    """409: the state of the thing forbids it."""

    status = 409
    code = "conflict"


class RequestInProgress(Conflict):
    """409 with Retry-After: the same request, or a busier one, holds what this needs. Never remembered under a key."""

    code = "request_in_progress"
    retry_after_seconds = 1


class TooLarge(Failure):
    status = 413
    code = "payload_too_large"


class UnsupportedMedia(Failure):
    status = 415
    code = "unsupported_media_type"


class Unprocessable(Failure):
    """422: understood, allowed by state, refused by a rule."""

    status = 422
    code = "unprocessable"


class IdempotencyKeyReused(Unprocessable):
    """422: the key came before with another request. Says nothing about that request. Never remembered itself."""

    code = "idempotency_key_reused"


class Locked(Failure):
    status = 423
    code = "locked"


class TooManyRequests(Failure):
    status = 429
    code = "too_many_requests"

    def __init__(self, retry_after_seconds: int, detail: str = "") -> None:
        super().__init__(detail or "Too many requests; try again later")
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Failure):
    """503: a part we need did not answer and nothing was changed."""

    status = 503
    code = "unavailable"
    retry_after_seconds = 2


class OutcomeUnknown(Unavailable):
    """503: the request may or may not have happened; the same key will tell."""

    code = "outcome_unknown"


def is_remembered(failure: Failure) -> bool:
    """Whether a refusal under an idempotency key is kept and replayed: 409 (not running), 422, 423."""
    return failure.status in (409, 422, 423) and not isinstance(failure, (RequestInProgress, IdempotencyKeyReused))


def is_outcome(failure: Failure) -> bool:
    """Whether a failure is the end of what was asked (a refusal, an unknown account), not a reason to try again."""
    return not isinstance(failure, (RequestInProgress, Unavailable, IdempotencyKeyReused))
