"""A Standard machine that waits for a person, on the emulator: whatever dies or comes first, one decision brings it to its end."""

import json
import threading
from datetime import timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Conflict
from chalicelib.platform import dynamo, outbox, relay, settings, waits
from chalicelib.platform.call import Call
from local.waiting import until
from ops.pointing import pointed_at
from tests.support import functions, machines

MACHINE = "test_wait"
KEEP = "platform_keep_token"
LATER = timedelta(days=1)
SWEPT = waits.LOOK_EVERY * 2  # when every row's time to be looked at has come
DEFINITION = {
    "QueryLanguage": "JSONata",
    "StartAt": "WaitForDecision",
    "States": {
        "WaitForDecision": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Arguments": {
                "FunctionName": "${function}",
                "Payload": {
                    "waitId": "{% $states.context.Execution.Input.waitId %}",
                    "token": "{% $states.context.Task.Token %}",
                    "execution": "{% $states.context.Execution.Name %}",
                },
            },
            "TimeoutSeconds": 60,
            "Retry": [{"ErrorEquals": ["States.TaskFailed", "LookupError"], "IntervalSeconds": 1, "MaxAttempts": 9}],
            "Next": "DecideOnOutcome",
        },
        "DecideOnOutcome": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input.outcome = 'DUE' %}", "Next": "WaitForDecision"}],
            "Default": "Decided",
        },
        "Decided": {"Type": "Pass", "End": True},
    },
}


class Taken(Conflict):
    code = "already_decided"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000014")
    functions.deploy(bank, KEEP)
    with pointed_at(bank.url, bank.account):
        definition = json.dumps(DEFINITION).replace("${function}", bank.place.arn(f"function/{KEEP}"))
        name = bank.place.name("machine", MACHINE)
        bank.clients("stepfunctions").create_state_machine(name=name, definition=definition, roleArn=machines.ROLE)
        yield bank


def begun(due: timedelta = LATER, *, start: bool = True) -> str:
    """A wait, with its execution unless the start was lost."""
    wait_id, call = ids.new_id(), Call(clock.now())
    row, delivery = waits.begin(wait_id, MACHINE, {"waitId": wait_id}, call.now + due, call)
    dynamo.transact([row, outbox.record("test.begun", [delivery], call)])
    if start:
        relay.perform(delivery)
    return wait_id


def decide(wait_id: str, outcome: str = "APPROVED", *, wake: bool = True) -> None:
    row, delivery = waits.end(wait_id, outcome, Call(clock.now()), refusal=Taken())
    dynamo.transact([row])
    if wake:
        relay.perform(delivery)


def waiting(wait_id: str) -> waits.Wait:
    """The row, once an execution waits."""
    return until(lambda: (row := waits.find(wait_id)) and row.token and row, "the token")


def outcome(bank, name: str) -> str:
    return machines.at_its_end(bank, settings.execution_arn(MACHINE, name))["outcome"]


def kill(bank, name: str) -> None:
    """As a restart of the laptop does."""
    bank.clients("stepfunctions").stop_execution(executionArn=settings.execution_arn(MACHINE, name))


def sweep_of(wait_id: str, now) -> list[dict]:
    """Sweeps, and performs what that asked for; the starts of one wait."""
    before = {item["id"] for item in dynamo.scan_all("outbox-table")}
    waits.sweep(now)
    asked = [item for item in dynamo.scan_all("outbox-table") if item["id"] not in before]
    starts = [each for item in asked for each in item["deliveries"]]
    for each in starts:
        relay.perform(each)
    return [each for each in starts if wait_id in each["name"]]


class TestDecision:
    def test_wakes_the_execution_that_waits(self, bank):
        wait_id = begun()
        waiting(wait_id)
        decide(wait_id, "REJECTED")
        assert outcome(bank, wait_id) == "REJECTED"

    def test_that_was_made_before_anybody_waited_is_told_to_who_comes_to_wait(self, bank):
        wait_id = begun(start=False)
        decide(wait_id)
        relay.perform(outbox.to_execution(MACHINE, wait_id, {"waitId": wait_id}))
        assert outcome(bank, wait_id) == "APPROVED"

    def test_is_made_once_whoever_else_decides(self, bank):
        for _ in range(5):
            wait_id = begun()
            ended: list[str] = []

            def attempt(outcome: str, wait_id=wait_id, ended=ended) -> None:
                try:
                    decide(wait_id, outcome)
                    ended.append(outcome)
                except Taken:
                    pass

            threads = [threading.Thread(target=attempt, args=(each,)) for each in ("APPROVED", "REJECTED") * 3]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            assert len(ended) == 1
            assert outcome(bank, wait_id) == ended[0] == waits.find(wait_id).outcome

    def test_reaches_an_execution_that_is_just_coming_to_wait(self, bank):
        for _ in range(10):
            wait_id = begun()
            decide(wait_id)
            assert outcome(bank, wait_id) == "APPROVED"

    def test_is_no_fault_when_nobody_waits_any_more(self, bank):
        wait_id = begun()
        waiting(wait_id)
        kill(bank, wait_id)
        decide(wait_id)
        relay.perform({"kind": "wake", "wait": wait_id})
        assert waits.find(wait_id).outcome == "APPROVED"

    def test_is_final(self, bank):
        wait_id = begun()
        decide(wait_id)
        with pytest.raises(Taken):
            decide(wait_id, "REJECTED")
        assert waits.find(wait_id).outcome == "APPROVED"

    def test_is_not_looked_after_any_more(self, bank):
        wait_id = begun(start=False)
        decide(wait_id, wake=False)
        assert sweep_of(wait_id, clock.now() + timedelta(days=30)) == []


class TestSweep:
    def test_leaves_an_execution_that_lives(self, bank):
        wait_id = begun()
        token = waiting(wait_id).token
        assert sweep_of(wait_id, clock.now() + SWEPT) == []
        assert waits.find(wait_id).token == token

    def test_starts_again_what_was_killed_however_often(self, bank):
        wait_id = begun()
        name, moment = wait_id, clock.now()
        for run in (1, 2, 3):
            until(lambda name=name: waiting(wait_id).execution == name, "the execution to wait")
            kill(bank, name)
            moment += SWEPT
            (start,) = sweep_of(wait_id, moment)
            name = f"{wait_id}-r{run}"
            assert start["name"] == name
        waiting(wait_id)
        decide(wait_id)
        assert outcome(bank, name) == "APPROVED"

    def test_starts_again_what_was_killed_when_it_is_due(self, bank):
        """The token of an execution that was stopped may still be taken, and would wake nobody."""
        wait_id = begun(timedelta(minutes=1))
        waiting(wait_id)
        kill(bank, wait_id)
        (start,) = sweep_of(wait_id, clock.now() + SWEPT)
        assert start["name"] == f"{wait_id}-r1"

    def test_starts_what_was_never_started(self, bank):
        wait_id = begun(start=False)
        assert [each["name"] for each in sweep_of(wait_id, clock.now() + SWEPT)] == [f"{wait_id}-r1"]
        waiting(wait_id)
        decide(wait_id)
        assert outcome(bank, f"{wait_id}-r1") == "APPROVED"

    def test_starts_once_though_there_are_many_at_once(self, bank):
        for _ in range(3):
            wait_id, moment = begun(start=False), clock.now() + SWEPT
            threads = [threading.Thread(target=waits.sweep, args=(moment,)) for _ in range(6)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            asked = [
                each["name"]
                for item in dynamo.scan_all("outbox-table")
                if item["fact"] == "wait.revived"
                for each in item["deliveries"]
                if wait_id in each["name"]
            ]
            assert asked == [f"{wait_id}-r1"]

    def test_starts_what_never_comes_to_wait_more_and_more_rarely(self, bank):
        wait_id, moment = begun(start=False), clock.now()
        pauses = []
        for _ in range(9):
            moment = clock.from_text(waits.find(wait_id).look_at)
            waits.sweep(moment)  # the start is lost again
            pauses.append(clock.from_text(waits.find(wait_id).look_at) - moment)
        assert pauses[:3] == [waits.LOOK_EVERY, waits.LOOK_EVERY * 2, waits.LOOK_EVERY * 4]
        assert pauses[-1] == waits.LONGEST_PAUSE

    def test_wakes_what_is_due_again_and_again_until_it_is_postponed(self, bank):
        wait_id = begun(timedelta(seconds=1))
        first, moment = waiting(wait_id), clock.now() + timedelta(seconds=2)
        assert sweep_of(wait_id, moment) == []
        second = until(lambda: (row := waits.find(wait_id)).token != first.token and row, "the second wait")
        moment += SWEPT
        waits.sweep(moment)
        third = until(lambda: (row := waits.find(wait_id)).token != second.token and row, "the third wait")
        dynamo.write(waits.postpone(third, moment + LATER))
        waits.sweep(moment + SWEPT)
        assert waits.find(wait_id).token == third.token
        decide(wait_id)
        assert outcome(bank, wait_id) == "APPROVED"

    def test_goes_on_with_the_others_when_one_fails(self, bank, monkeypatch):
        poor, fine = begun(start=False), begun(start=False)
        is_running = waits.workflows.is_running

        def failing(machine: str, name: str) -> bool:
            if name == poor:
                raise dynamo.RequestInProgress("not now")
            return is_running(machine, name)

        monkeypatch.setattr(waits.workflows, "is_running", failing)
        with pytest.raises(dynamo.RequestInProgress):
            waits.sweep(clock.now() + SWEPT)
        assert (waits.find(poor).runs, waits.find(fine).runs) == (0, 1)


class TestKeep:
    def test_tells_a_former_execution_that_another_has_taken_over(self, bank):
        wait_id = begun()
        waiting(wait_id)
        relay.perform(outbox.to_execution(MACHINE, f"{wait_id}-r1", {"waitId": wait_id}))
        assert outcome(bank, wait_id) == "SUPERSEDED"
        decide(wait_id)
        assert outcome(bank, f"{wait_id}-r1") == "APPROVED"

    def test_fails_without_a_row(self, bank):
        with pytest.raises(LookupError):
            waits.keep(ids.new_id(), "token", "execution", clock.now())

    def test_that_fails_is_tried_again_by_the_machine(self, bank):
        """The row is not there yet when the machine first asks."""
        wait_id, call = ids.new_id(), Call(clock.now())
        relay.perform(outbox.to_execution(MACHINE, wait_id, {"waitId": wait_id}))
        row, _ = waits.begin(wait_id, MACHINE, {"waitId": wait_id}, call.now + LATER, call)
        dynamo.write(row)
        decide(wait_id)
        assert outcome(bank, wait_id) == "APPROVED"


class TestPostpone:
    def test_is_refused_once_it_was_decided_or_postponed(self, bank):
        wait_id = begun(start=False)
        seen = waits.find(wait_id)
        dynamo.write(waits.postpone(seen, clock.now() + 2 * LATER))
        with pytest.raises(dynamo.Refused):
            dynamo.write(waits.postpone(seen, clock.now() + 3 * LATER))
        decide(wait_id)
        with pytest.raises(dynamo.Refused):
            dynamo.write(waits.postpone(waits.find(wait_id), clock.now() + 3 * LATER))
