"""Lines of a function's log, read."""

import json

import pytest

from chalicelib.platform import log_lines


def line(**more: object) -> str:
    said = {
        "level": "INFO",
        "location": "x:1",
        "message": "answered",
        "timestamp": "2026-11-21 09:40:07,245+0000",
        "service": "inferno-bank",
        "correlation_id": "c",
        "function": "inferno-local",
    }
    return json.dumps({**said, **more})


class TestRead:
    def test_tells_what_happened_when_and_to_whom(self):
        read = log_lines.read(line(route="GET /cards", status=200), "api_handler")
        assert (read.function, read.correlation_id, read.message) == ("api_handler", "c", "answered")
        assert read.at.isoformat() == "2026-11-21T09:40:07.245000+00:00"
        assert (read.details, read.error) == ({"route": "GET /cards", "status": 200}, "")
        assert read.summary == "answered GET /cards 200"

    def test_names_an_exception_without_its_stack(self):
        read = log_lines.read(line(exception="Traceback ...", exception_name="Refused", receives=2), "ledger_commands")
        assert (read.details, read.error) == ({"receives": 2}, "Refused")

    @pytest.mark.parametrize("text", ["START RequestId: 1", "[1]", "null", '{"_aws": {"Timestamp": 1}}', '{"message": "x"}'])
    def test_leaves_out_what_is_no_outcome(self, text):
        assert log_lines.read(text, "api_handler") is None
