"""Lines of a function's log, read, and the latest of them found."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import log_lines
from ops import traces
from release import config
from release.declaration import Place


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


class Log:
    """A log group that answers as the emulator does: the oldest lines first, and no more than so many."""

    MOST = 100

    def __init__(self, group: str, *ages: timedelta) -> None:
        self.group, self.asked = group, 0
        self.lines = [(clock.now() - age, str(number)) for number, age in enumerate(ages)]

    def get_paginator(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(paginate=lambda **asked: [getattr(self, name)(**asked)])

    def describe_log_groups(self) -> dict:
        return {"logGroups": [{"logGroupName": self.group}]}

    def filter_log_events(self, *, startTime: int, **asked: object) -> dict:
        self.asked += 1
        found = [(at, number) for at, number in sorted(self.lines) if at.timestamp() * 1000 >= startTime]
        messages = [
            line(correlation_id=number, timestamp=f"{at:%Y-%m-%d %H:%M:%S},{at:%f}"[:-3] + "+0000") for at, number in found
        ]
        return {"events": [{"message": message} for message in messages[: self.MOST]]}


class TestRequests:
    PLACE = Place("local", "000000000000", "us-east-1")

    def latest(self, *ages: timedelta) -> tuple[list[str], int]:
        log = Log(f"/aws/lambda/{config.function_name(self.PLACE, 'api_handler')}", *ages)
        return [found.correlation_id for found in traces.requests(lambda name: log, self.PLACE, limit=3)], log.asked

    def test_are_the_newest_however_long_the_log_is(self):
        old = [timedelta(hours=2)] * (Log.MOST + 1)
        assert self.latest(*old, timedelta(seconds=9), timedelta(seconds=3), timedelta(seconds=6)) == (["102", "103", "101"], 1)

    def test_go_back_as_far_as_it_takes(self):
        assert self.latest(timedelta(days=90), timedelta(days=2), timedelta(hours=3)) == (["2", "1", "0"], 4)

    def test_are_none_while_nobody_asked(self):
        assert self.latest()[0] == []
