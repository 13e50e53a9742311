"""Which executions a restored bank starts again."""

import time
from datetime import UTC, datetime, timedelta

from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from ops.restoration.aftermath import start_again
from release.declaration import load

MACHINE = "ledger_hold_expiry"  # its function is not there, so it tries for a while
INPUT = '{"holdId": "h", "ownerId": "o", "correlationId": "c"}'


class TestStartAgain:
    def test_starts_what_was_under_way_and_what_an_older_fact_asked_for_and_nothing_else(self, fresh_emulator):
        states, arn = fresh_emulator.clients("stepfunctions"), fresh_emulator.place.arn(f"machine/{MACHINE}")
        now = datetime.now(UTC)
        states.start_execution(stateMachineArn=arn, name="running", input=INPUT)
        time.sleep(0.05)
        at = datetime.now(UTC)
        time.sleep(0.05)
        for name in ("promised", "undone"):
            states.start_execution(stateMachineArn=arn, name=name, input=INPUT)
        fact = outbox.record("hold.placed", [outbox.to_execution(MACHINE, "promised", {})], Call(now - timedelta(minutes=5)))
        dynamo.transact([fact])

        started = start_again(load(), fresh_emulator.place, fresh_emulator.clients, at)

        assert sorted(started) == [f"{MACHINE}/promised-r1", f"{MACHINE}/running-r1"]
        given = states.describe_execution(executionArn=arn.replace("stateMachine", "execution") + ":running-r1")["input"]
        assert given == INPUT

    def test_takes_the_next_name_when_one_is_taken(self, fresh_emulator):
        states, arn = fresh_emulator.clients("stepfunctions"), fresh_emulator.place.arn(f"machine/{MACHINE}")
        for name in ("flow", "flow-r1"):
            states.start_execution(stateMachineArn=arn, name=name, input=INPUT)
        started = start_again(load(), fresh_emulator.place, fresh_emulator.clients, datetime.now(UTC) + timedelta(seconds=1))
        assert sorted(started) == [f"{MACHINE}/flow-r2", f"{MACHINE}/flow-r3"]
