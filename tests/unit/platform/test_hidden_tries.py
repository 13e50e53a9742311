"""The SDK tries a call again by itself and shows its last try only: what the hidden ones may have done is not forgotten."""

import json
from collections.abc import Callable, Iterator

import pytest
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, ReadTimeoutError

from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import clients, dynamo
from ops.pointing import pointed_at

CHANGES = [dynamo.Change("a", {"Put": {"TableName": "t", "Item": {"k": {"S": "1"}}}})]


class Raw:
    """The body of an answer."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self) -> Iterator[bytes]:
        yield self.content


def answer(code: str, status: int = 400, **more: object) -> Callable[[], AWSResponse]:
    content = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", **more}).encode()
    return lambda: AWSResponse("http://nowhere", status, {}, Raw(content))


def timeout() -> AWSResponse:
    raise ReadTimeoutError(endpoint_url="http://nowhere")


def unreachable() -> AWSResponse:
    raise EndpointConnectionError(endpoint_url="http://nowhere")


THROTTLED = answer("ThrottlingException")
CONFLICT = answer("TransactionCanceledException", CancellationReasons=[{"Code": "TransactionConflict"}])
FAULTS = [timeout, answer("InternalServerError", 500), answer("SomethingNew", 502)]


@pytest.fixture
def tries(monkeypatch) -> Iterator[Callable]:
    """`tries(a, b)`: the first exchange comes to a, every later one to b. None of them leaves this process."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    with pointed_at("http://127.0.0.1:9"):
        planned: list[Callable] = []
        events = clients.client("dynamodb").meta.events
        events.register("before-send.dynamodb", lambda **unused: planned.pop(0)() if planned[1:] else planned[0]())

        def plan(*answers: Callable) -> None:
            planned[:] = answers

        yield plan


def transact() -> None:
    dynamo.transact(CHANGES, attempts=2, sleep=lambda seconds: None)


@pytest.mark.parametrize("after", [THROTTLED, CONFLICT], ids=["throttled", "conflict"])
class TestTransact:
    @pytest.mark.parametrize("fault", FAULTS, ids=["timeout", "500", "502"])
    def test_that_may_have_been_applied_is_not_told_as_busy(self, tries, fault, after):
        tries(fault, after)
        with pytest.raises(ClientError) as doubt:
            transact()
        assert doubt.value.response["Error"]["Code"] == "InternalServerError"
        assert doubt.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500

    def test_that_was_never_applied_is_busy(self, tries, after):
        tries(after, after)
        with pytest.raises(RequestInProgress):
            transact()


@pytest.mark.parametrize("fault", FAULTS, ids=["timeout", "500", "502"])
def test_a_write_of_its_own_that_may_have_been_applied_is_not_told_as_busy_either(tries, fault):
    tries(fault, THROTTLED)
    with pytest.raises(ClientError, match="InternalServerError"):
        dynamo.write(CHANGES[0], sleep=lambda seconds: None)


@pytest.mark.parametrize("fault", FAULTS, ids=["timeout", "500", "502"])
@pytest.mark.parametrize("write", [transact, lambda: dynamo.write(CHANGES[0])], ids=["together", "alone"])
def test_no_connection_after_a_lost_answer_is_no_certainty_either(tries, fault, write):
    tries(fault, unreachable)
    with pytest.raises((BotoCoreError, ClientError)) as raised:
        write()
    assert not clients.was_never_reached(raised.value)


def test_nor_is_it_after_attempts_that_may_have_been_applied(tries):
    tries(*[answer("InternalServerError", 500)] * 3, unreachable)
    with pytest.raises(ClientError, match="InternalServerError"):
        transact()


@pytest.fixture
def tokens(tries) -> Iterator[list[str]]:
    """By which DynamoDB knows the transactions that go out."""
    seen: list[str] = []

    def see(request: AWSRequest, **unused: object) -> None:
        seen.append(json.loads(request.body)["ClientRequestToken"])

    events = clients.client("dynamodb").meta.events
    events.register_first("before-send.dynamodb", see)
    yield seen
    events.unregister("before-send.dynamodb", see)


DONE = answer("", 200)


def test_what_may_have_been_applied_is_tried_again_under_its_token(tries, tokens):
    tries(*[answer("InternalServerError", 500)] * 3, DONE)
    transact()
    assert len(tokens) == 4 and len(set(tokens)) == 1


def test_also_when_a_conflict_comes_after_it(tries, tokens):
    tries(timeout, CONFLICT, DONE)
    transact()
    assert len(tokens) == 3 and len(set(tokens)) == 1


def test_what_was_certainly_not_applied_is_tried_again_under_another(tries, tokens):
    tries(CONFLICT, DONE)
    transact()
    assert len(set(tokens)) == 2


def test_no_connection_alone_shows_as_such(tries):
    tries(unreachable, unreachable)
    with pytest.raises(EndpointConnectionError) as raised:
        transact()
    assert clients.was_never_reached(raised.value)


@pytest.mark.parametrize("defect", ["AccessDeniedException", "ValidationException"])
def test_a_defect_after_a_lost_answer_is_no_certainty_either(tries, defect):
    tries(timeout, answer(defect))
    with pytest.raises(ClientError, match="InternalServerError"):
        transact()


def test_a_defect_alone_shows_as_such(tries):
    tries(answer("AccessDeniedException"), answer("AccessDeniedException"))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        transact()


def test_a_contested_refusal_carries_the_doubt_and_a_plain_one_settles_it(tries):
    reasons = [{"Code": "ConditionalCheckFailed"}, {"Code": "TransactionConflict"}]
    two = [*CHANGES, dynamo.Change("b", CHANGES[0].request)]
    for given, doubted in ((reasons, True), ([*reasons[:1], {"Code": "None"}], False)):
        tries(timeout, answer("TransactionCanceledException", CancellationReasons=given))
        with pytest.raises(dynamo.Refused) as refused:
            dynamo.transact(two)
        assert (refused.value.doubt is not None) == doubted
