"""A history becomes steps: which belongs to which branch, what was tried, what went wrong."""

from datetime import UTC, datetime, timedelta

from chalicelib.platform.histories import steps_from

START = datetime(2026, 1, 1, tzinfo=UTC)


def history(*events: tuple) -> list[dict]:
    """Events as (type, details, previous): ids count from 1, times advance by a second."""
    made = []
    for number, (kind, details, previous) in enumerate(events, start=1):
        made.append(
            {"id": number, "type": kind, "timestamp": START + timedelta(seconds=number), "previousEventId": previous, **details}
        )
    return made


def entered(kind: str, name: str, previous: int, data: str = "{}") -> tuple:
    return (f"{kind}StateEntered", {"stateEnteredEventDetails": {"name": name, "input": data}}, previous)


def exited(kind: str, name: str, previous: int, data: str = "{}") -> tuple:
    return (f"{kind}StateExited", {"stateExitedEventDetails": {"name": name, "output": data}}, previous)


def failed(previous: int, error: str, cause: str = "") -> tuple:
    return ("TaskFailed", {"taskFailedEventDetails": {"error": error, "cause": cause}}, previous)


class TestStepsFrom:
    def test_tells_input_output_and_time_of_each_step(self):
        (step,) = steps_from(
            history(("ExecutionStarted", {}, 0), entered("Pass", "A", 1, '{"a": 1}'), exited("Pass", "A", 2, '{"b": 2}'))
        )
        assert (step.name, step.kind, step.input, step.output, step.status) == ("A", "Pass", {"a": 1}, {"b": 2}, "SUCCEEDED")
        assert (step.exited - step.entered).total_seconds() == 1

    def test_keeps_the_tries_of_parallel_branches_apart(self):
        events = history(
            ("ExecutionStarted", {}, 0),
            entered("Parallel", "P", 1),
            entered("Task", "Left", 2),
            entered("Task", "Right", 2),
            failed(4, "Boom"),
            ("TaskSucceeded", {"taskSucceededEventDetails": {}}, 3),
            exited("Task", "Left", 6),
            exited("Parallel", "P", 2),
        )
        steps = {step.name: step for step in steps_from(events)}
        assert [steps[name].depth for name in ("P", "Left", "Right")] == [0, 1, 1]
        assert steps["Left"].failures == []
        assert steps["Right"].failures == [("Boom", "")]
        assert [steps[name].status for name in ("Left", "Right", "P")] == ["SUCCEEDED", "FAILED", "SUCCEEDED"]

    def test_tells_a_retry_that_worked_from_a_failure_that_was_caught(self):
        retried = history(
            ("ExecutionStarted", {}, 0),
            entered("Task", "T", 1),
            failed(2, "Once"),
            ("TaskSucceeded", {}, 3),
            exited("Task", "T", 4),
        )
        caught = history(("ExecutionStarted", {}, 0), entered("Task", "T", 1), failed(2, "Always", "why"), exited("Task", "T", 3))
        assert [(step.status, step.failures) for step in steps_from(retried)] == [("SUCCEEDED", [("Once", "")])]
        assert [(step.status, step.failures) for step in steps_from(caught)] == [("CAUGHT", [("Always", "why")])]

    def test_shows_a_fail_state_as_failed_and_an_open_one_as_open(self):
        events = history(("ExecutionStarted", {}, 0), entered("Fail", "F", 1))
        assert [step.status for step in steps_from(events)] == ["FAILED"]
        events = history(("ExecutionStarted", {}, 0), entered("Task", "Waits", 1))
        assert [step.status for step in steps_from(events)] == ["OPEN"]

    def test_keeps_text_that_is_no_json(self):
        (step,) = steps_from(history(("ExecutionStarted", {}, 0), entered("Pass", "A", 1, "not json")))
        assert step.input == "not json"
