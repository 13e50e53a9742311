"""What the wiring step reads before it asks AWS for anything."""

import json

import pytest

from release import event_sources, wire
from release.declaration import Declaration, Place


class TestDeployedApi:
    def test_is_read_from_chalices_own_record(self, tmp_path):
        record = tmp_path / ".chalice" / "deployed" / "dev.json"
        record.parent.mkdir(parents=True)
        resources = [{"resource_type": "lambda_function"}, {"resource_type": "rest_api", "rest_api_id": "a1b2"}]
        record.write_text(json.dumps({"resources": resources}))
        assert wire.deployed_api("dev", tmp_path) == "a1b2"

    def test_says_what_to_run_first(self, tmp_path):
        with pytest.raises(wire.NotDeployed, match="chalice deploy --stage dev"):
            wire.deployed_api("dev", tmp_path)


class TestMapping:
    def test_a_queue_only_learns_to_take_messages_back(self):
        assert event_sources.mapping({"queue": "work-sqs"}, None) == {"FunctionResponseTypes": ["ReportBatchItemFailures"]}

    def test_a_stream_gives_up_into_its_failure_queue(self):
        found = event_sources.mapping({"stream": "outbox-table"}, "arn:aws:sqs:x:y:failures")
        assert found["DestinationConfig"] == {"OnFailure": {"Destination": "arn:aws:sqs:x:y:failures"}}
        assert 0 < found["MaximumRetryAttempts"] <= 10_000
        assert found["BisectBatchOnFunctionError"] is True

    def test_a_stream_without_one_names_no_destination(self):
        assert "DestinationConfig" not in event_sources.mapping({"stream": "outbox-table"}, None)


class Lambda:
    """Event sources that pass through `states`, one a look; like Lambda it takes no change to one that is under way."""

    def __init__(self, *states: str) -> None:
        self.states, self.updated = list(states), []

    def _source(self) -> dict:
        return {"UUID": "u-1", "State": self.states[0], "FunctionArn": "arn:function", "FunctionResponseTypes": []}

    def list_event_source_mappings(self, FunctionName: str) -> dict:
        return {"EventSourceMappings": [self._source()]}

    def get_event_source_mapping(self, UUID: str) -> dict:
        self.states = self.states[1:] or self.states
        return self._source()

    def update_event_source_mapping(self, UUID: str, **wanted) -> None:
        assert self.states[0] in ("Enabled", "Disabled"), "ResourceInUseException"
        self.updated.append(UUID)

    def client(self, service: str):
        return self


class TestWireEventSources:
    DECLARATION = Declaration(functions={"worker": {"trigger": {"queue": "work-sqs", "batch_size": 10}}})
    PLACE = Place("dev", "123456789012", "eu-west-1")

    @pytest.fixture
    def looks(self, monkeypatch) -> list[float]:
        looks: list[float] = []
        monkeypatch.setattr(wire.settled, "__kwdefaults__", {"sleep": looks.append})
        return looks

    @pytest.mark.parametrize(
        "states", [("Creating", "Enabling", "Enabled"), ("Updating", "Enabled"), ("Disabled",), ("Enabled",)]
    )
    def test_waits_for_one_that_is_under_way(self, looks, states):
        functions = Lambda(*states)
        assert wire.wire_event_sources(self.DECLARATION, self.PLACE, functions) == ["worker"]
        assert (functions.updated, len(looks)) == (["u-1"], len(states) - 1)

    def test_gives_up_after_minutes(self, looks):
        with pytest.raises(wire.NotSettled, match="Creating"):
            wire.wire_event_sources(self.DECLARATION, self.PLACE, Lambda("Creating"))
        assert 120 <= sum(looks) <= 600
