"""Entry points: what every route does before and after its handler, on routes of the test's own."""

import json

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from chalice import Chalice
from chalice.test import Client

from chalicelib.kernel.failures import (
    Conflict,
    IdempotencyKeyReused,
    NotFound,
    Recalled,
    RequestInProgress,
    TooManyRequests,
    Unavailable,
)
from chalicelib.platform import dynamo, http, problems, reading
from chalicelib.platform.http import Answer, Routes
from chalicelib.platform.idempotency import Idempotency, Receipt
from chalicelib.platform.schemas import Body
from tests.support.api import Caller


class Note(Body):
    text: str = ""


class Memory(dict):
    """Idempotency records in memory."""

    def find(self, key: Idempotency):
        return key.prior(self[key.scope]) if key.scope in self else None

    def remember(self, key: Idempotency, receipt: Receipt, now):
        if key.scope in self:
            raise dynamo.Refused({"idempotency": self[key.scope]})
        self[key.scope] = {"fingerprint": key.fingerprint, "status": receipt.status, "body": json.dumps(receipt.body)}


@pytest.fixture
def memory(monkeypatch) -> Memory:
    memory = Memory()
    monkeypatch.setattr(Idempotency, "find", lambda self: memory.find(self))
    monkeypatch.setattr(Idempotency, "remember_refusal", lambda self, *answer: memory.remember(self, *answer))
    return memory


class Probe:
    """An application with one route of each sort; `then` is what their handler does next."""

    def __init__(self) -> None:
        self.app = Chalice("probe", configure_logs=False)
        self.seen: list[http.Request] = []
        self.then = lambda request: Answer(201, {"text": request.body.text if request.body else ""})
        known = len(http.ENDPOINTS)
        routes = Routes("probe", tag="Probe", about="x", thing_id="a thing")
        small = {"summary": "x", "access": "open", "body": Note, "status": 201}
        routes.post("/plain", **small, maximum_body_bytes=64)(self.handler("plain"))
        routes.post("/limited", **small, limit="exact")(self.handler("limited"))
        routes.post("/kept", **small, keys="record", dry_run=True)(self.handler("kept"))
        routes.post("/made", **small, location="/things/{text}")(self.handler("made"))
        routes.get("/page", summary="x", access="open", media_type="text/html", cached=True)(self.handler("page"))
        routes.post("/keyed", **small, keys="ledger", key_required=True)(self.handler("keyed"))
        routes.get("/things/{thing_id}", summary="x", access="open")(self.handler("thing"))
        del http.ENDPOINTS[known:], http.ROUTES[-1]  # they are not the bank's
        self.app.register_blueprint(routes.blueprint)

    def handler(self, name: str):
        def handle(request):
            self.seen.append(request)
            return self.then(request)

        handle.__name__ = name
        return handle

    def call(self, path: str, body: object = None, method: str = "post", **headers: str):
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        sent = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
        answer = getattr(Client(self.app, stage_name="local").http, method)(
            path, headers=sent, body=content if method == "post" else b""
        )
        return answer, json.loads(answer.body)


@pytest.fixture
def probe() -> Probe:
    return Probe()


def raising(error: Exception):
    def then(request):
        raise error

    return then


def throttled(status: int) -> ClientError:
    return ClientError({"Error": {"Code": "x"}, "ResponseMetadata": {"HTTPStatusCode": status}}, "GetItem")


THING = "/things/01a1fcdb-e580-76c8-9248-7e0700547342"


class TestProblems:
    def test_say_what_went_wrong_and_where(self, probe):
        probe.then = raising(Conflict("It is closed", blocker="held"))
        answer, body = probe.call("/plain")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert body == {
            "type": "/problems#conflict", "title": "Conflict", "status": 409, "detail": "It is closed",
            "instance": "/plain", "code": "conflict", "blocker": "held",
        }  # fmt: skip

    def test_list_the_fields_of_a_400(self, probe):
        answer, body = probe.call("/plain", {"other": 1})
        assert answer.status_code == 400
        assert [error["field"] for error in body["errors"]] == ["other"]
        assert probe.seen == []

    def test_tell_nothing_of_an_unexpected_exception(self, probe):
        probe.then = raising(RuntimeError("password=hunter2 at table inferno-local-user-table"))
        answer, body = probe.call("/plain")
        assert (answer.status_code, body["code"]) == (500, "internal_error")
        assert "hunter2" not in answer.body.decode() and "RuntimeError" not in answer.body.decode()
        assert answer.headers["X-Correlation-Id"]

    @pytest.mark.parametrize(
        ("method", "path", "fault", "code"),
        [
            ("post", "/plain", ConnectTimeoutError(endpoint_url="x"), "unavailable"),
            ("post", "/plain", throttled(400), "unavailable"),
            ("post", "/plain", throttled(500), "outcome_unknown"),
            ("post", "/plain", ReadTimeoutError(endpoint_url="x"), "outcome_unknown"),
            ("get", THING, ReadTimeoutError(endpoint_url="x"), "unavailable"),
        ],
    )
    def test_of_a_service_say_whether_something_may_have_been_done(self, probe, method, path, fault, code):
        probe.then = raising(fault)
        answer, body = probe.call(path, method=method)
        assert (answer.status_code, body["code"], answer.headers["Retry-After"]) == (503, code, "2")
        assert ("nothing was changed" in body["detail"]) == (code == "unavailable")

    def test_of_no_service_say_that_nothing_was_changed_once_something_was(self, probe, monkeypatch):
        monkeypatch.setattr(dynamo, "_write", lambda change, options, sleep: {})

        def half_done(fault):
            def then(request):
                dynamo.write(dynamo.put("thing", "things", {"thing_id": "t"}))
                raise fault

            return then

        for fault in (ConnectTimeoutError(endpoint_url="x"), Unavailable("Nothing was changed")):
            probe.then = half_done(fault)
            assert probe.call("/plain")[1]["code"] == "outcome_unknown"
            probe.then = raising(fault)
            assert probe.call("/plain")[1]["code"] == "unavailable"

    @pytest.mark.parametrize(
        ("fault", "code"), [(ReadTimeoutError(endpoint_url="x"), "outcome_unknown"), (throttled(400), "unavailable")]
    )
    def test_of_a_look_that_begins_something_say_whether_it_may_have_begun(self, probe, monkeypatch, fault, code):
        def failing(change, options, sleep):
            raise fault

        monkeypatch.setattr(dynamo, "_write", failing)
        probe.then = lambda request: dynamo.write(dynamo.put("thing", "things", {"thing_id": "t"}))
        assert probe.call(THING, method="get")[1]["code"] == code
        probe.then = raising(ReadTimeoutError(endpoint_url="x"))
        assert probe.call(THING, method="get")[1]["code"] == "unavailable"

    def test_of_a_running_request_say_when_to_come_back(self, probe):
        probe.then = raising(RequestInProgress())
        answer, body = probe.call("/plain")
        assert (answer.status_code, body["code"], answer.headers["Retry-After"]) == (409, "request_in_progress", "1")


class TestAddresses:
    """Of callers, for limits and locks: the gateway's word, or that of the only one who may come to the API."""

    @pytest.fixture
    def address(self, probe):
        def of(told: str) -> str:
            probe.call("/plain", X_Inferno_Viewer=told)
            return probe.seen[-1].call.source.address

        return of

    @pytest.fixture
    def behind_cloudfront(self, monkeypatch):
        monkeypatch.setenv("BANK_ADDRESS_HEADER", "X-Inferno-Viewer")

    def test_told_by_callers_who_come_by_themselves_are_not_believed(self, address):
        assert address("198.51.100.10") == "127.0.0.1"

    @pytest.mark.parametrize("told", ["198.51.100.10", "2001:db8::8a2e:370:7334"])
    def test_are_what_cloudfront_saw_where_nobody_else_comes(self, behind_cloudfront, address, told):
        assert address(told) == told

    def test_that_cloudfront_does_not_tell_are_the_gateways(self, behind_cloudfront, address):
        assert address("") == "127.0.0.1"


class TestLimits:
    def test_are_kept_before_anything_is_read(self, probe, monkeypatch):
        asked: list[str] = []

        def admit(who: str) -> None:
            asked.append(who)
            raise TooManyRequests(7)

        monkeypatch.setattr(reading.rate_limit, "admit_exactly", admit)
        answer, body = probe.call("/limited", b"no json")
        assert (answer.status_code, body["code"], answer.headers["Retry-After"]) == (429, "too_many_requests", "7")
        assert asked == ["limited#127.0.0.1"]


class TestBodies:
    def test_of_too_many_bytes_are_413(self, probe):
        answer, body = probe.call("/plain", {"text": "x" * 64})
        assert (answer.status_code, body["code"]) == (413, "payload_too_large")
        assert probe.seen == []

    def test_up_to_the_limit_are_read(self, probe):
        raw = b'{"text":"' + b"x" * 53 + b'"}'
        assert len(raw) == 64
        assert probe.call("/plain", raw)[0].status_code == 201

    def test_have_the_banks_own_limit_on_its_routes(self):
        answer = Caller().post("/debt/optimise", b'{"x":"' + b"x" * http.MAXIMUM_BODY_BYTES + b'"}')
        assert (answer.status, answer["code"]) == (413, "payload_too_large")


class TestAnswers:
    def test_are_never_stored_by_anybody(self, probe):
        assert probe.call("/plain")[0].headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("asked", ["abc-1.2:3_", "x" * 64])
    def test_carry_the_callers_correlation_id(self, probe, asked):
        answer, _ = probe.call("/plain", X_Correlation_Id=asked)
        assert answer.headers["X-Correlation-Id"] == asked == probe.seen[0].call.correlation_id

    @pytest.mark.parametrize("asked", ["x" * 65, "a b", "<script>", "a;b", "é"])
    def test_carry_one_of_ours_instead_of_a_strange_one(self, probe, asked):
        answer, _ = probe.call("/plain", X_Correlation_Id=asked)
        assert answer.headers["X-Correlation-Id"] not in ("", asked)

    def test_given_before_say_so(self, probe):
        assert "Idempotency-Replayed" not in probe.call("/plain")[0].headers
        probe.then = lambda request: Answer(201, {}, replayed=True)
        assert probe.call("/plain")[0].headers["Idempotency-Replayed"] == "true"
        probe.then = raising(Recalled(422, "overpayment", "Too much", {}))
        answer, body = probe.call("/plain")
        assert (answer.headers["Idempotency-Replayed"], answer.status_code, body["code"]) == ("true", 422, "overpayment")


class TestPaths:
    @pytest.mark.parametrize("thing_id", ["x", "1", "019AB2C3-7D4E-7A10-8B5C-2F6E9D0A1B3C", "..", "%00"])
    def test_with_what_is_no_id_are_unknown(self, probe, thing_id):
        answer, body = probe.call(f"/things/{thing_id}", method="get")
        assert (answer.status_code, body["code"]) == (404, "not_found")
        assert probe.seen == []

    def test_take_no_parameter_that_was_not_declared(self, probe):
        answer, body = probe.call("/things/019ab2c3-7d4e-7a10-8b5c-2f6e9d0a1b3c?debug=1", method="get")
        assert (answer.status_code, body["errors"][0]["field"]) == (400, "debug")


class TestKeys:
    @pytest.mark.parametrize("header", ["Idempotency_Key", "Idempotent_Key"])
    def test_come_under_either_spelling(self, probe, header):
        probe.call("/keyed", **{header: "k"})
        assert probe.seen[0].key == "k"

    @pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb"])
    def test_of_another_form_are_refused(self, probe, key):
        answer, body = probe.call("/keyed", Idempotency_Key=key)
        assert (answer.status_code, body["errors"][0]["field"]) == (400, "Idempotency-Key")

    def test_that_contradict_each_other_are_refused(self, probe):
        assert probe.call("/keyed", Idempotency_Key="a", Idempotent_Key="b")[0].status_code == 400
        assert probe.call("/keyed", Idempotency_Key="a", Idempotent_Key="a")[0].status_code == 201

    def test_are_required_where_declared(self, probe):
        assert probe.call("/keyed")[0].status_code == 400
        assert probe.call("/kept")[0].status_code == 201

    @pytest.mark.parametrize("now", ["would succeed", "is refused otherwise", "is unknown"])
    def test_bring_a_refusal_back_whatever_would_happen_now(self, probe, memory, now):
        probe.then = raising(Conflict("It is closed"))
        first, said = probe.call("/kept", {"text": "a"}, Idempotency_Key="k")
        (record,) = memory.values()
        # A handler that would succeed finds the record in its transaction.
        then = {
            "would succeed": dynamo.Repeated(record),
            "is refused otherwise": Conflict("It is frozen"),
            "is unknown": NotFound("No such account"),
        }
        probe.then = raising(then[now])
        second, again = probe.call("/kept", {"text": "a"}, Idempotency_Key="k")
        assert (first.status_code, second.status_code, again) == (409, 409, said)
        assert "Idempotency-Replayed" not in first.headers
        assert second.headers["Idempotency-Replayed"] == "true"
        assert second.headers["Content-Type"] == "application/problem+json"

    def test_without_a_record_leave_what_is_unknown_unknown(self, probe, memory):
        probe.then = raising(NotFound("No such account"))
        answer, _ = probe.call("/kept", {"text": "a"}, Idempotency_Key="k")
        assert (answer.status_code, memory) == (404, {})

    @pytest.mark.parametrize(
        "then",
        [dynamo.Repeated, lambda record: Conflict(), lambda record: NotFound()],
        ids=["would succeed", "is refused", "is unknown"],
    )
    def test_with_another_body_tell_nothing_of_the_first(self, probe, memory, then):
        probe.then = raising(Conflict("It is closed, says Ana"))
        probe.call("/kept", {"text": "a"}, Idempotency_Key="k")
        probe.then = raising(then(*memory.values()))
        answer, body = probe.call("/kept", {"text": "b"}, Idempotency_Key="k")
        assert (answer.status_code, body["code"]) == (422, IdempotencyKeyReused.code)
        assert "Ana" not in answer.body.decode()

    @pytest.mark.parametrize("fault", [RuntimeError("x"), RequestInProgress(), ConnectTimeoutError(endpoint_url="x")], ids=str)
    def test_never_keep_what_a_second_try_may_mend(self, probe, memory, fault):
        probe.then = raising(fault)
        probe.call("/kept", {"text": "a"}, Idempotency_Key="k")
        assert memory == {}


class TestDryRuns:
    def test_ask_for_no_key_and_keep_none(self, probe, memory):
        probe.then = raising(Conflict())
        probe.call("/kept?dryRun=true", Idempotency_Key="k")
        assert probe.seen[0].call.dry_run and probe.seen[0].key is None
        assert memory == {}

    @pytest.mark.parametrize("value", ["1", "", "TRUE", "yes"])
    def test_are_never_guessed_at(self, probe, value):
        assert probe.call(f"/kept?dryRun={value}")[0].status_code == 400
        assert probe.seen == []


class TestPathsOfProblems:
    def test_are_escaped_where_a_caller_wrote_what_no_uri_holds(self):
        assert problems.document(Conflict(), "/things/\x84 é")["instance"] == "/things/%C2%84%20%C3%A9"
        assert problems.of_status(415, "x", "urn:uuid:1")["instance"] == "urn:uuid:1"


class TestWhatWasMade:
    def test_has_a_place(self, probe):
        assert probe.call("/made", {"text": "one"})[0].headers["Location"] == "/things/one"

    def test_has_none_when_it_was_refused_or_only_rehearsed(self, probe):
        probe.then = lambda request: Answer(200, {"text": "one"})
        assert "Location" not in probe.call("/made", {"text": "one"})[0].headers
        probe.then = raising(Conflict())
        assert "Location" not in probe.call("/made", {"text": "one"})[0].headers


class TestPages:
    def test_come_again_only_when_they_have_changed(self, probe):
        def ask(**headers):
            return Client(probe.app, stage_name="local").http.get("/page", headers=headers)

        probe.then = lambda request: Answer(200, "<p>one</p>")
        first = ask()
        assert (first.status_code, first.body, first.headers["Cache-Control"]) == (200, b"<p>one</p>", "no-cache")
        again = ask(**{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.body) == (304, b"")
        probe.then = lambda request: Answer(200, "<p>two</p>")
        assert ask(**{"If-None-Match": first.headers["ETag"]}).status_code == 200
