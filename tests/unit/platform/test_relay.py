"""The relay: deliveries in order, poison parked, passing faults handed back to the stream."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from chalicelib.platform import consumers, error_log, outbox, relay
from chalicelib.platform.dynamo import to_wire
from simulation.doubles.events import stream_record
from simulation.functions import handler

NOW = datetime(2026, 11, 21, 6, 47, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch) -> None:
    monkeypatch.setattr(relay.clock, "now", lambda: NOW)


class Exists(Exception):
    pass


class Invalid(ClientError):
    pass


class Services:
    """SQS, SNS, Step Functions and Scheduler in one; `failing` maps a queue, topic or name to what its call raises."""

    class exceptions:
        ExecutionAlreadyExists = Exists
        ConflictException = Exists
        ValidationException = Invalid

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict]] = []
        self.failing: dict[str, Exception] = {}

    def __getattr__(self, call: str):
        def perform(**arguments):
            for name, error in self.failing.items():
                if name in str(arguments):
                    raise error
            self.calls.append((call, arguments))

        return perform


@pytest.fixture
def services(monkeypatch) -> Services:
    services = Services()
    monkeypatch.setattr(relay, "client", lambda name: services)
    return services


@pytest.fixture
def parked(monkeypatch) -> list[dict]:
    parked: list[dict] = []
    monkeypatch.setattr(error_log, "record", lambda table, **entry: parked.append({"table": table, **entry}))
    return parked


def fact(*deliveries) -> dict:
    return {"id": "fact-1", "fact": "card.created", "at": "2026-11-21T06:47:12.000Z", "deliveries": list(deliveries)}


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Call")


QUEUE = outbox.to_queue("query-events-sqs", {"a": 1})
TOPIC = outbox.to_topic("loan_events", "LOAN_APPROVED", {"b": 2})
EXECUTION = outbox.to_execution("reports_report", "report-7", {"c": 3})
SOON = outbox.to_schedule("hold-8", NOW, "ledger_hold_expiry", {})
SCHEDULE = outbox.to_schedule("hold-7", NOW + timedelta(hours=1), "ledger_hold_expiry", {"d": 4})


class TestPerform:
    def test_wakes_whoever_waits_by_the_rows_decision(self, services, parked, monkeypatch):
        woken: list[str] = []
        monkeypatch.setattr(relay.waits, "wake", woken.append)
        relay.perform_all(fact({"kind": "wake", "wait": "review-7"}))
        assert woken == ["review-7"]
        assert (services.calls, parked) == ([], [])

    def test_does_every_kind_in_the_order_given(self, services, parked):
        relay.perform_all(fact(QUEUE, TOPIC, EXECUTION, SCHEDULE))
        assert [call for call, _ in services.calls] == ["send_message", "publish", "start_execution", "create_schedule"]
        sent, published, started, scheduled = (arguments for _, arguments in services.calls)
        assert sent["QueueUrl"].endswith("/inferno-local-query-events-sqs") and json.loads(sent["MessageBody"]) == {"a": 1}
        assert published["MessageAttributes"]["eventType"]["StringValue"] == "LOAN_APPROVED"
        assert (started["name"], json.loads(started["input"])) == ("report-7", {"c": 3})
        assert (scheduled["ScheduleExpression"], scheduled["ActionAfterCompletion"]) == ("at(2026-11-21T07:47:12)", "DELETE")
        assert scheduled["Target"]["DeadLetterConfig"]["Arn"].endswith(":inferno-local-schedule-failures-sqs")
        assert scheduled["Target"]["RetryPolicy"]["MaximumEventAgeInSeconds"] == 3_600
        assert parked == []

    def test_names_a_cloud_event_by_its_type_and_the_older_ones_by_theirs(self, services):
        relay.perform({"kind": "topic", "topic": "fraud-events", "type": "com.infernobank.fraud.seen", "body": "{}"}, "fact-1")
        relay.perform(TOPIC)
        names = [{*arguments["MessageAttributes"]} for _, arguments in services.calls]
        assert names == [{"type", "outboxId"}, {"eventType"}]

    def test_lists_what_an_event_is_about_for_filters(self, services):
        relay.perform(outbox.to_topic("ledger-events", "test.paid", {}, product=["wallet", "checking"], nothing=[]))
        ((_, published),) = services.calls
        assert published["MessageAttributes"] == {
            "eventType": {"DataType": "String", "StringValue": "test.paid"},
            "product": {"DataType": "String.Array", "StringValue": '["wallet", "checking"]'},
        }

    @pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=40)])
    def test_starts_soon_what_was_due_before_it_came_here(self, services, late):
        relay.perform(outbox.to_schedule("hold-7", NOW - late, "ledger_hold_expiry", {}))
        assert services.calls[0][1]["ScheduleExpression"] == "at(2026-11-21T06:47:17)"

    def test_starts_soon_what_passed_while_the_call_was_on_its_way(self, services, monkeypatch):
        """The clock jumps, or a try hangs: it is no fault of the delivery."""
        invalid = Invalid({"Error": {"Code": "ValidationException", "Message": "it has passed"}}, "CreateSchedule")
        services.failing = {"06:47:17": invalid}
        times = iter([NOW, NOW + timedelta(minutes=5)])
        monkeypatch.setattr(relay.clock, "now", lambda: next(times, NOW + timedelta(minutes=5)))
        relay.perform(SOON)
        assert services.calls[0][1]["ScheduleExpression"] == "at(2026-11-21T06:52:17)"

    def test_parks_a_schedule_that_is_refused_for_another_reason(self, services, parked):
        services.failing = {"hold-7": Invalid({"Error": {"Code": "ValidationException", "Message": "no"}}, "CreateSchedule")}
        relay.perform_all(fact(SCHEDULE))
        assert [each["error"] for each in parked] == ["ValidationException"]

    def test_never_starts_early(self, services):
        relay.perform(outbox.to_schedule("hold-7", NOW + timedelta(hours=1, milliseconds=1), "ledger_hold_expiry", {}))
        assert services.calls[0][1]["ScheduleExpression"] == "at(2026-11-21T07:47:13)"

    def test_takes_what_runs_already_for_done(self, services, parked):
        services.failing = {"report-7": Exists(), "hold-7": Exists()}
        relay.perform_all(fact(EXECUTION, SCHEDULE, QUEUE))
        assert [call for call, _ in services.calls] == ["send_message"]
        assert parked == []

    def test_leaves_a_fact_that_goes_nowhere_alone(self, services):
        relay.perform_all({"id": "fact-1", "deliveries": None})
        relay.perform_all({"id": "fact-1"})
        assert services.calls == []


class TestPoison:
    @pytest.mark.parametrize(
        "poison",
        [
            {"kind": "pigeon"},
            {"kind": "queue"},
            {"kind": "schedule", "name": "x", "at": NOW.isoformat(), "machine": "m", "input": "{"},
        ],
    )
    def test_is_parked_and_the_rest_goes_on(self, services, parked, poison, monkeypatch):
        counted: list[str] = []
        monkeypatch.setattr(relay, "count", counted.append)
        relay.perform_all(fact(poison, QUEUE))
        assert counted == ["DeliveryParked"]  # an alarm watches it
        assert [call for call, _ in services.calls] == ["send_message"]
        (entry,) = parked
        assert (entry["table"], entry["retry"], entry["seed"]) == ("relay-error-table", poison, "fact-1:0")

    @pytest.mark.parametrize("code", ["QueueDoesNotExist", "InvalidMessageContents", "AWS.SimpleQueueService.NonExistentQueue"])
    def test_is_what_the_service_will_never_take(self, services, parked, code):
        services.failing = {"query-events": refused(code)}
        relay.perform_all(fact(QUEUE, EXECUTION))
        assert [entry["error"] for entry in parked] == [code]
        assert [call for call, _ in services.calls] == ["start_execution"]

    def test_has_the_same_name_however_often_the_batch_comes(self, services, parked):
        for _ in range(2):
            relay.perform_all(fact(QUEUE, {"kind": "pigeon"}))
        assert {(entry["seed"], entry["now"]) for entry in parked} == {("fact-1:1", NOW)}

    @pytest.mark.parametrize("poison", [{}, 5, "queue"])
    def test_that_names_no_kind_is_not_tried_again(self, services, parked, poison):
        relay.perform_all(fact(poison, QUEUE))
        assert [entry["retry"] for entry in parked] == [None]
        assert [call for call, _ in services.calls] == ["send_message"]


class TestRowsThatNobodyCanRead:
    @pytest.mark.parametrize(
        "broken",
        [{"deliveries": {"N": "5"}}, {"deliveries": {"S": "all"}}, {"deliveries": {"L": []}, "by": {"N": "1.5"}}],
        ids=str,
    )
    def test_are_kept_under_one_name_and_hold_up_nothing(self, services, parked, monkeypatch, broken):
        monkeypatch.setattr(outbox, "mark_delivered", lambda outbox_id, now: None)
        counted: list[str] = []
        monkeypatch.setattr(consumers, "count", lambda metric, **about: counted.append(metric))
        good = to_wire(fact(QUEUE))
        records = [stream_record(image, f"event-{number}", seconds=1) for number, image in enumerate(({**good, **broken}, good))]
        for _ in range(2):
            handler("relay_outbox")({"Records": records}, None)
        assert [call for call, _ in services.calls] == ["send_message"] * 2
        assert counted == ["DeliveryParked"] * 2  # an alarm watches it
        assert {(entry["table"], entry["source"], entry["retry"]) for entry in parked} == {
            ("relay-error-table", "relay_outbox", None)
        }
        assert {(entry["seed"], entry["now"]) for entry in parked} == {("event-0", datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))}


class TestPassingFaults:
    @pytest.mark.parametrize(
        "fault",
        [
            refused("ThrottlingException"),
            refused("InternalError"),
            refused("AccessDenied"),
            ConnectTimeoutError(endpoint_url="x"),
        ],
        ids=str,
    )
    def test_give_the_batch_back_and_nothing_later_overtakes(self, services, parked, fault):
        services.failing = {"loan_events": fault}
        with pytest.raises(type(fault)):
            relay.perform_all(fact(QUEUE, TOPIC, EXECUTION))
        assert [call for call, _ in services.calls] == ["send_message"]
        assert parked == []
