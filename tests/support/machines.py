"""Executions of the declared machines in an emulator, whole or with a part of them broken."""

import json
import re
from collections.abc import Mapping

from chalicelib.kernel import ids
from chalicelib.platform import dynamo, relay
from local.waiting import until
from release.declaration import load
from tests.support import functions, streams
from tests.support.api import staff

BROKEN = """
def handle(event, context):
    raise RuntimeError("no database today")
"""
ROLE = "arn:aws:iam::000000000000:role/machine"
ERRORS = "transaction-table-error"


def run(bank, machine: str, input: Mapping[str, str], replaced: Mapping[str, str] | None = None) -> dict:
    """One execution of a machine's definition with some texts replaced, at its end; it tries once again only."""
    definition = load().machine_definition(machine, bank.place, bank.url)
    definition = re.sub(r'"MaxAttempts": [1-9]\d*', '"MaxAttempts": 1', definition)
    for old, new in (replaced or {}).items():
        assert old in definition, f"{old} is not in {machine}"
        definition = definition.replace(old, new)
    states = bank.clients("stepfunctions")
    made = states.create_state_machine(name=f"{machine}-{ids.new_id()}", definition=definition, roleArn=ROLE)
    started = states.start_execution(stateMachineArn=made["stateMachineArn"], name=ids.new_id(), input=json.dumps(input))
    return at_its_end(bank, started["executionArn"])


def at_its_end(bank, execution_arn: str) -> dict:
    """What became of an execution; `outcome` is what its output says."""
    execution = ended(bank.clients("stepfunctions"), execution_arn)
    return {**execution, "outcome": json.loads(execution.get("output") or "{}").get("outcome")}


def ended(states, execution_arn: str, seconds: float = 120) -> dict:
    """The description of an execution that runs no more."""

    def found() -> dict | None:
        execution = states.describe_execution(executionArn=execution_arn)
        return None if execution["status"] == "RUNNING" else execution

    return until(found, "the execution's end", seconds)


def without(bank, function: str) -> dict[str, str]:
    """The replacement that puts a function which always raises in the place of `function`."""
    return {bank.place.arn(f"function/{function}"): functions.stand_in(bank, f"broken-{ids.new_id()}", BROKEN)}


def without_error_table(bank) -> dict[str, str]:
    return {bank.place.name("table", ERRORS): "no-such-table"}


def entries(about: str) -> list[dict]:
    """What the error table says about an id."""
    return [each for each in dynamo.scan_all(ERRORS) if about in each["input"]]


def retried(bank, entry: Mapping) -> dict:
    """Has an administrator retry an entry, twice, and the relay perform it, twice; the one execution that follows."""
    asked = [staff("operations").post(f"/admin/errors/{entry['uuid']}/retry").status for _ in range(2)]
    assert asked == [202, 409]
    name = entry["retry"]["name"] + "-r1"
    (delivery,) = [each for item in streams.outbox(name) for each in item["deliveries"] if each.get("name") == name]
    for _ in range(2):
        relay.perform(delivery)
    return at_its_end(bank, bank.place.arn(f"execution/{delivery['machine']}:{name}"))
