"""What can go wrong, from the failures themselves: on each route for the description, all of it for the page of problems."""

from collections.abc import Iterable

from chalicelib.kernel.failures import (
    AccountBusy,
    Failure,
    Forbidden,
    IdempotencyKeyReused,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    ReauthenticationRequired,
    RequestInProgress,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)  # fmt: skip
from chalicelib.platform.endpoint import Endpoint
from chalicelib.platform.own_page import ForeignPage

# API Gateway answers these by itself, on any route: a lost answer too, where nothing could be lost.
_ANYWHERE = (InvalidRequest, NotFound, TooManyRequests, Failure, Unavailable, OutcomeUnknown)


def failures_of(endpoint: Endpoint) -> list[type[Failure]]:
    """How a request to this route can fail, by status and code; one failure a code."""
    failures: list[type[Failure]] = [*endpoint.failures, *endpoint.later_failures(), *_ANYWHERE]
    if endpoint.access != "open":
        failures += [Unauthenticated, Forbidden]
    if endpoint.own_page:
        failures.append(ForeignPage)
    if endpoint.reauthenticated:
        failures.append(ReauthenticationRequired)
    if endpoint.keys:
        failures += [IdempotencyKeyReused, RequestInProgress]
    if endpoint.keys == "ledger":
        failures.append(AccountBusy)
    if endpoint.method not in ("GET", "HEAD"):
        failures += [TooLarge, UnsupportedMedia]
    by_code = {failure.code: failure for failure in reversed(failures)}  # the route's own words go first
    return sorted(by_code.values(), key=lambda failure: (failure.status, failure.code))


def by_code(endpoints: Iterable[Endpoint]) -> dict[str, list[type[Failure]]]:
    """Every failure that a caller can meet; those with one code mean it in their own place."""
    found: dict[str, dict[str, type[Failure]]] = {}
    for endpoint in endpoints:
        for failure in failures_of(endpoint):
            found.setdefault(failure.code, {})[failure.__doc__ or ""] = failure
    return {code: list(failures.values()) for code, failures in sorted(found.items())}
