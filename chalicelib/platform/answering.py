"""What comes back: the handler's answer, the one its key was given before, or a problem document."""

import re
from collections.abc import Mapping

import msgspec
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError
from chalice import Response

from chalicelib.kernel.failures import Failure, OutcomeUnknown, Unavailable, is_remembered
from chalicelib.platform import dynamo, problems
from chalicelib.platform.endpoint import Answer, Endpoint, Request
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.observability import begin, count, logger
from chalicelib.platform.reading import read

_CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def respond(endpoint: Endpoint, raw, context, path: Mapping[str, str]) -> Response:
    # As the caller asked: API Gateway puts its stage before the path.
    instance = str(raw.context.get("path") or endpoint.path).removeprefix(f"/{raw.context.get('stage')}")
    gateway_id = str(raw.context.get("requestId", ""))
    asked = raw.headers.get("x-correlation-id", "")
    correlation_id = begin(context, asked if _CORRELATION.fullmatch(asked) else gateway_id, route=endpoint.name)
    headers = {"X-Correlation-Id": correlation_id, "Cache-Control": "no-store"}
    try:
        answer = _serve(endpoint, raw, correlation_id, path, instance)
    except Failure as failure:
        answer = _problem(failure, instance)
    except (BotoCoreError, ClientError) as error:
        logger.exception("a service failed")
        answer = _problem(_unanswered(endpoint, error), instance)
    except Exception:
        logger.exception("request failed")
        answer = _problem(Failure("The bank could not answer this"), instance)
    logger.info("answered", extra={"status": answer.status})
    if answer.status >= 500:
        count("RequestFailed")
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    kind = problems.CONTENT_TYPE if answer.status >= 400 else endpoint.media_type
    body = answer.body if endpoint.media_type.startswith("text/") else msgspec.to_builtins(answer.body)
    return Response(body, {"Content-Type": kind, **headers, **answer.headers}, answer.status)


def _unanswered(endpoint: Endpoint, error: BotoCoreError | ClientError) -> Unavailable:
    if endpoint.method == "GET" or _certainly_unwritten(error):
        return Unavailable("A part of the bank did not answer; nothing was changed")
    return OutcomeUnknown("A part of the bank did not answer; this may have been done all the same")


def _certainly_unwritten(error: BotoCoreError | ClientError) -> bool:
    """The service refused, or was never reached."""
    if isinstance(error, ClientError):
        return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500) < 500
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError))


def _problem(failure: Failure, instance: str) -> Answer:
    wait = getattr(failure, "retry_after_seconds", None)
    headers = {"Retry-After": str(wait)} if wait else {}
    return Answer(failure.status, problems.document(failure, instance), failure.replayed, headers)


def _serve(endpoint: Endpoint, raw, correlation_id: str, path: Mapping[str, str], instance: str) -> Answer:
    request = read(endpoint, raw, correlation_id, path)
    if endpoint.keys != "record":
        return endpoint.handler(request)
    # No look-up before the work: its transaction refuses a key that came before, and says what was answered then.
    try:
        return endpoint.handler(request)
    except dynamo.Repeated as repeated:
        return Answer.of(request.call.idempotency.prior(repeated.item))
    except Failure as failure:
        if not request.key:
            raise
        return _refused(request, failure, instance)
    except (BotoCoreError, ClientError) as error:
        return _look_up(request, error)


def _look_up(request: Request, error: Exception) -> Answer:
    """Before a 503: what became of this key? Raises OutcomeUnknown, which names the key that will tell."""
    if _certainly_unwritten(error) or request.call.dry_run:
        raise error  # nothing was written
    logger.exception("an answer got lost")
    unknown = request.call.idempotency.unknown_outcome()
    try:
        prior = request.call.idempotency.find()
    except (BotoCoreError, ClientError):
        raise unknown from error
    if prior is None:
        raise unknown from error
    return Answer(prior.status, prior.body)  # our own, whose answer was lost, is no replay


def _refused(request: Request, failure: Failure, instance: str) -> Answer:
    """A refusal under a key: what the key was answered before, if it was; otherwise this, remembered if such are."""
    if not is_remembered(failure):
        prior = request.call.idempotency.find()
        if prior is None:
            raise failure
        return Answer.of(prior)
    problem = problems.document(failure, instance)
    try:
        request.call.idempotency.remember_refusal(Receipt(failure.status, problem), request.now)
    except dynamo.Refused as refused:  # a success or a refusal was first
        return Answer.of(request.call.idempotency.prior(refused.items["idempotency"]))
    return Answer(failure.status, problem)
