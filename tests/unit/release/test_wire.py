"""What the wiring step reads before it asks AWS for anything."""

import json

import pytest

from release import event_sources, wire


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
