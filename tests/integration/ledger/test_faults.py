"""Faults on the wire, at every call: conflicts, throttling, faults of the service, answers lost before or after the effect.

Below boto3, so that its own repeats (under the same request token) and its reading of errors take part.
"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import AccountBusy, Failure, OutcomeUnknown, Unavailable
from chalicelib.ledger import freezes
from chalicelib.ledger import public as ledger
from chalicelib.ledger.model import Account
from chalicelib.ledger.operations.post import find_answer, post
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from chalicelib.platform.idempotency import Idempotency
from tests.support.ledger import called, keyed, move, moving, open_account


class Raw:
    """The body of an answer made up here."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self) -> Iterator[bytes]:
        yield self.content


def answer(request: AWSRequest, status: int, code: str, **more: object) -> AWSResponse:
    content = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "Message": code, **more}).encode()
    return AWSResponse(request.url, status, {"x-amzn-requestid": "r"}, Raw(content))


def conflict(request: AWSRequest) -> AWSResponse | None:
    if request.headers["X-Amz-Target"].endswith((b"GetItem", b"Query")):
        return None  # a read that is no transaction never meets one
    if not request.headers["X-Amz-Target"].endswith(b"TransactWriteItems"):
        return answer(request, 400, "TransactionConflictException")
    items = json.loads(request.body)["TransactItems"]
    reasons = [{"Code": "TransactionConflict" if at == 1 else "None"} for at in range(len(items))]
    return answer(request, 400, "TransactionCanceledException", CancellationReasons=reasons)


def throttled(request: AWSRequest) -> AWSResponse:
    return answer(request, 400, "ThrottlingException")


def overloaded(request: AWSRequest) -> AWSResponse:
    return answer(request, 400, "ProvisionedThroughputExceededException")


def broken(request: AWSRequest) -> AWSResponse:
    return answer(request, 500, "InternalServerError")


def applied_and_broken(request: AWSRequest) -> AWSResponse:
    URLLib3Session().send(request)
    return broken(request)


def lost(request: AWSRequest) -> AWSResponse:
    raise ReadTimeoutError(endpoint_url=request.url)


def applied_and_lost(request: AWSRequest) -> AWSResponse:
    URLLib3Session().send(request)
    raise ReadTimeoutError(endpoint_url=request.url)


FAULTS = [conflict, throttled, overloaded, broken, applied_and_broken, lost, applied_and_lost]


class Wire:
    """What goes out. `fail(fault, first, last)` fails the calls with these numbers, counted from now, boto3's repeats as well."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []  # (operation, request token)
        self.over()

    def fail(self, fault: Callable, first: int, last: int) -> None:
        self.calls, self._fault, self._numbers = [], fault, range(first, last + 1)

    def over(self) -> None:
        self._numbers = range(0)

    def __call__(self, request: AWSRequest, **more: object) -> AWSResponse | None:
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        self.calls.append((operation, json.loads(request.body).get("ClientRequestToken", "")))
        return self._fault(request) if len(self.calls) - 1 in self._numbers else None


@pytest.fixture
def wire(monkeypatch) -> Iterator[Wire]:
    wire, events = Wire(), client("dynamodb").meta.events
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    monkeypatch.setattr(dynamo, "pause", lambda attempt, sleep=None: None)
    events.register("before-send.dynamodb", wire)
    yield wire
    events.unregister("before-send.dynamodb", wire)


def told(operation: Callable) -> str:
    try:
        return "replayed" if operation().replayed else "posted"
    except Failure as failure:
        return failure.code


def balance(account: Account) -> int:
    return ledger.find_account(account.owner_id, account.account_id, clock.now()).posted_minor


def withdraw(account: Account, key: Idempotency, amount: int = -100):
    posting = moving(account.key, amount, key, now=clock.now(), correlation_id=str(time.monotonic()))
    return post(posting, maximum_seconds=0.05, sleep=lambda seconds: None)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("first", range(3))
@pytest.mark.parametrize("times", [1, 3, 200])
class TestEveryCall:
    def test_of_a_posting_moves_the_money_once(self, wire, fault, first, times):
        account = open_account(1_000)
        key = keyed("k", account.owner_id)
        wire.fail(fault, first, first + times - 1)
        outcome = told(lambda: withdraw(account, key))
        wire.over()
        moved = balance(account) == 900
        assert outcome in {"posted", "replayed"} if moved and times < 200 else True
        assert outcome in {"posted", "replayed", "account_busy", "unavailable", "outcome_unknown"}
        assert moved or outcome not in {"posted", "replayed"}
        assert not moved or outcome not in {"account_busy", "unavailable"}
        assert told(lambda: withdraw(account, key)) == ("replayed" if moved else "posted")
        assert balance(account) == 900

    def test_of_a_refusal_never_lets_it_become_a_success(self, wire, fault, first, times):
        account = open_account(50)
        key = keyed("k", account.owner_id)
        wire.fail(fault, first, first + times - 1)
        outcome = told(lambda: withdraw(account, key))
        wire.over()
        assert outcome in {"insufficient_funds", "account_busy", "request_in_progress", "unavailable", "outcome_unknown"}
        move(account.key, 50, now=clock.now())
        refused = find_answer_code(key) == "insufficient_funds"
        assert refused or outcome != "insufficient_funds"
        assert told(lambda: withdraw(account, key)) == ("insufficient_funds" if refused else "posted")
        assert balance(account) == (100 if refused else 0)

    def test_of_a_replay_tells_nothing_else(self, wire, fault, first, times):
        account = open_account(100)
        key = keyed("k", account.owner_id)
        withdraw(account, key)
        wire.fail(fault, first, first + times - 1)
        outcome = told(lambda: withdraw(account, key))
        wire.over()
        assert outcome in {"replayed", "account_busy", "request_in_progress", "unavailable", "outcome_unknown"}
        assert (told(lambda: withdraw(account, key)), balance(account)) == ("replayed", 0)


def find_answer_code(key: Idempotency) -> str | None:
    try:
        return "posted" if find_answer(key) else None
    except Failure as failure:
        return failure.code


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("first", range(4))
def test_every_call_of_a_capture_takes_the_money_once(wire, fault, first):
    account, now = open_account(1_000), clock.now()
    end = now + timedelta(hours=1)
    placed = ledger.place_hold(account.key, lambda read: 600, end, called(keyed("h", account.owner_id), now))
    key = keyed("k", account.owner_id)

    def capture():
        hold_id = placed.body["holdId"]
        return ledger.capture_hold(
            account.owner_id, hold_id, lambda read: 600,
            called(key, now, correlation_id=str(time.monotonic())), final=False,
        )  # fmt: skip

    wire.fail(fault, first, first + 2)
    outcome = told(capture)
    wire.over()
    assert outcome in {"posted", "replayed", "account_busy", "unavailable", "outcome_unknown"}
    assert told(capture) in {"posted", "replayed"}
    assert balance(account) == 400


class TestTheSdk:
    def test_repeats_a_lost_write_under_one_token_so_that_it_happens_once(self, wire):
        account = open_account(1_000)
        wire.fail(applied_and_lost, 1, 1)
        assert told(lambda: withdraw(account, keyed("k", account.owner_id))) == "posted"
        writes = [token for operation, token in wire.calls if operation == "TransactWriteItems"]
        assert len(writes) == 2 and len(set(writes)) == 1 and writes[0]
        assert balance(account) == 900

    @pytest.mark.parametrize("after", [conflict, throttled], ids=lambda fault: fault.__name__)
    def test_hides_a_try_that_moved_the_money_and_nobody_is_told_to_try_again(self, wire, after):
        """Without a key of the caller's, a second request would be a second payment."""
        account, mine = open_account(1_000), keyed(None)

        def first_applied(request: AWSRequest) -> AWSResponse:
            return applied_and_lost(request) if len(wire.calls) == 2 else refuse_writes(request)

        def refuse_writes(request: AWSRequest) -> AWSResponse | None:
            return after(request) if wire.calls[-1][0] == "TransactWriteItems" else None

        wire.fail(first_applied, 1, 1000)
        assert told(lambda: withdraw(account, mine)) == "posted"
        wire.over()
        assert balance(account) == 900


class TestOutcomes:
    def test_that_nobody_knows_name_the_key(self, wire):
        account = open_account(1_000)
        wire.fail(applied_and_lost, 1, 1000)
        with pytest.raises(OutcomeUnknown) as unknown:
            withdraw(account, keyed("k", account.owner_id))
        assert unknown.value.facts == {"idempotencyKey": "k"}

    def test_that_are_certain_say_that_nothing_changed(self, wire):
        account = open_account(1_000)
        wire.fail(lost, 0, 2)  # the read, as often as boto3 asks
        with pytest.raises(Unavailable) as unavailable:
            withdraw(account, keyed("k", account.owner_id))
        assert unavailable.value.code == "unavailable"

    def test_of_a_crowd_are_busy(self, wire):
        account = open_account(1_000)
        wire.fail(conflict, 1, 1000)
        with pytest.raises(AccountBusy):
            withdraw(account, keyed("k", account.owner_id))


def test_the_books_agree_after_all_of_it(verify):
    assert verify() == []


class TestEverythingOfAnOwner:
    """It has no key: that it was done already, and was not said, DynamoDB knows by its token."""

    def test_is_frozen_once(self, wire):
        owner_id = ids.new_id()
        wire.fail(applied_and_broken, 0, 2)
        made = ledger.freeze_owner(owner_id, "a call", Call(clock.now(), "staff"), nothing_along)
        assert freezes.freeze_of(owner_id) == made and history(owner_id) == ["FROZEN"]

    def test_is_thawed_once(self, wire):
        owner_id = ids.new_id()
        ledger.freeze_owner(owner_id, "a call", Call(clock.now(), "staff"), nothing_along)
        wire.fail(applied_and_broken, 2, 4)
        ledger.thaw_owner(owner_id, "it was nothing", Call(clock.now(), "staff"), nothing_along)
        assert wire.calls[2][0] == "TransactWriteItems"
        assert freezes.freeze_of(owner_id) is None and history(owner_id) == ["FROZEN", "THAWED"]


def nothing_along(account: Account) -> list[dynamo.Change]:
    return []


def history(subject: str) -> list[str]:
    items, _ = dynamo.query(freezes.TABLE, "subject = :subject", subject=subject)
    return [each["act"] for each in items if each["at"] != "-"]
