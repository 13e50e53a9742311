"""What comes back: the handler's answer, the one its key was given before, or a problem document."""

import hashlib
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError
from chalice import Response
from chalice.app import Request as Raw

from chalicelib.kernel.failures import Failure, OutcomeUnknown, Unavailable, is_remembered
from chalicelib.platform import clients, dynamo, html, problems, settings
from chalicelib.platform.endpoint import Answer, Endpoint, Request
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.observability import begin, count, logger
from chalicelib.platform.reading import read

Headers = dict[str, str | list[str]]  # as Chalice takes them
_PERHAPS_DONE = "A part of the bank did not answer; this may have been done all the same"
_CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def respond(endpoint: Endpoint, raw: Raw, context: object, path: Mapping[str, str]) -> Response:
    # As the caller asked: API Gateway puts its stage before the path.
    instance = str(raw.context.get("path") or endpoint.path).removeprefix(f"/{raw.context.get('stage')}")
    correlation_id = begin(context, _correlation_of(raw), route=endpoint.name)
    headers: Headers = {"X-Correlation-Id": correlation_id, "Cache-Control": "no-store"}
    dynamo.begin()
    try:
        answer = _serve(endpoint, raw, correlation_id, path, instance)
    except Failure as failure:
        said_too_much = type(failure) is Unavailable and dynamo.has_written()  # of its own step, and there was another before
        answer = _problem(OutcomeUnknown(_PERHAPS_DONE) if said_too_much else failure, instance)
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
    if answer.status >= 400:
        return Response(answer.body, {"Content-Type": problems.CONTENT_TYPE, **headers, **answer.headers}, answer.status)
    if answer.status == HTTPStatus.NO_CONTENT:
        return Response("", {**headers, **answer.headers}, answer.status)
    body: Any = answer.body if isinstance(answer.body, str) else msgspec.to_builtins(answer.body)
    headers["Content-Type"] = endpoint.media_type
    if endpoint.media_type.startswith("text/html"):
        headers |= html.HEADERS
    if endpoint.location and answer.status in (201, 202):
        caller_id = (raw.context.get("authorizer") or {}).get("customer_id", "")
        headers["Location"] = settings.public_url() + endpoint.location.format(**{"userId": caller_id, **path, **body})
    if endpoint.cached:
        whose = "no-cache" if endpoint.access == "open" else "private, no-cache"
        return _unless_known(body, raw.headers.get("if-none-match", ""), {**headers, "Cache-Control": whose})
    return Response(body, {**headers, **answer.headers}, answer.status)


def problem_for(raw: Raw, answer: Response) -> Response:
    """An error that Chalice makes itself (415, a wrong method) as a problem document like every other."""
    path = str(raw.context.get("path") or raw.context.get("resourcePath", ""))
    problem = problems.of_status(answer.status_code, answer.body["Message"], path)
    headers: Headers = {
        "X-Correlation-Id": _correlation_of(raw),
        "Cache-Control": "no-store",
        "Content-Type": problems.CONTENT_TYPE,
    }
    return Response(problem, headers, answer.status_code)


def _correlation_of(raw: Raw) -> str:
    """The id that the caller gave, if it can be one; otherwise API Gateway's."""
    asked = raw.headers.get("x-correlation-id", "")
    return asked if _CORRELATION.fullmatch(asked) else str(raw.context.get("requestId", ""))


def _unless_known(body: object, known: str, headers: Headers) -> Response:
    """The content with its version, or 304 when the caller has that version."""
    text = body if isinstance(body, str) else json.dumps(body, separators=(",", ":"))
    version = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers |= {"ETag": version}
    if version in (each.strip().removeprefix("W/") for each in known.split(",")):
        return Response("", headers, 304)
    return Response(text, headers, 200)


def _unanswered(endpoint: Endpoint, error: BotoCoreError | ClientError) -> Unavailable:
    looks = endpoint.method == "GET" and not dynamo.may_have_written()  # some begin what they show, a statement say
    if looks or _certainly_unwritten(error):
        return Unavailable("A part of the bank did not answer; nothing was changed")
    return OutcomeUnknown(_PERHAPS_DONE)


def _certainly_unwritten(error: BotoCoreError | ClientError) -> bool:
    """The service did nothing, and nothing was written before."""
    return not dynamo.has_written() and clients.did_nothing(error)


def _problem(failure: Failure, instance: str) -> Answer:
    wait = failure.retry_after_seconds
    headers = {"Retry-After": str(wait)} if wait else {}
    return Answer(failure.status, problems.document(failure, instance), failure.replayed, headers)


def _serve(endpoint: Endpoint, raw: Raw, correlation_id: str, path: Mapping[str, str], instance: str) -> Answer:
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


def _look_up(request: Request[Any, Any], error: Exception) -> Answer:
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


def _refused(request: Request[Any, Any], failure: Failure, instance: str) -> Answer:
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
        return Answer.of(request.call.idempotency.prior(refused.found("idempotency")))
    return Answer(failure.status, problem)
