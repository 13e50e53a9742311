"""The machines of cards with their real tasks and workers, in an account of their own, and ways to break them."""

import json
from dataclasses import dataclass

import pytest

from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from chalicelib.platform.clients import client
from ops.pointing import pointed_at
from release.declaration import load
from tests.support import functions
from tests.support.machines import ended
from tests.support.screening import blacklisted

FUNCTIONS = ("cards_post_purchase", "create-request-card-lambda", "card-request-failed")


@dataclass
class Flow:
    """One rendering of a machine and executions of it."""

    states: object
    arn: str

    def start(self, input: dict, name: str | None = None) -> str:
        started = self.states.start_execution(stateMachineArn=self.arn, name=name or ids.new_id(), input=json.dumps(input))
        return started["executionArn"]

    def run(self, input: dict, name: str | None = None, seconds: float = 90) -> dict:
        """The execution at its end; `output` parsed."""
        return self.wait(self.start(input, name), seconds)

    def wait(self, execution_arn: str, seconds: float = 90) -> dict:
        execution = ended(self.states, execution_arn, seconds)
        return {**execution, "output": json.loads(execution.get("output") or "null")}

    def run_sync(self, input: dict) -> dict:
        answer = self.states.start_sync_execution(stateMachineArn=self.arn, name=ids.new_id(), input=json.dumps(input))
        return {**answer, "output": json.loads(answer.get("output") or "null")}


@pytest.fixture(scope="session")
def account(provisioned_account):
    made = provisioned_account("300000000002")
    functions.deploy(made, *FUNCTIONS, timeout_seconds=30)
    return made


@pytest.fixture(scope="module")
def bank(account):
    with pointed_at(account.url, account.account):
        for service in ("dynamodb", "stepfunctions", "sqs"):
            client(service)
        with blacklisted("casino royale"):
            yield account


@pytest.fixture
def render(bank):
    """`render("cards_purchase", {"text": "other"})`: a machine of that definition with texts replaced.

    Tasks may take as long as a busy workstation needs; waits between tries are short.
    """

    def make(name: str, replaced: dict[str, str] | None = None) -> Flow:
        definition = load().machine_definition(name, bank.place, bank.url)
        for old, new in (replaced or {}).items():
            assert old in definition, f"{old} is not in {name}"
            definition = definition.replace(old, new)
        definition = definition.replace('"TimeoutSeconds": 8,', '"TimeoutSeconds": 20,')
        states = bank.clients("stepfunctions")
        kind = load().machines[name]["type"]
        role = bank.place.arn(f"role/machine-{name}")
        made = states.create_state_machine(name=f"{name}-{ids.new_id()}", definition=definition, roleArn=role, type=kind)
        return Flow(states, made["stateMachineArn"])

    return make


@pytest.fixture
def entries(bank):
    """`entries(table, about)`: what an error table says about an id."""

    def find(table: str, about: str) -> list[dict]:
        return [item for item in dynamo.scan_all(table) if about in item["input"]]

    return find


def deliveries_named(name: str) -> list[dict]:
    """Executions that the outbox is to start under this name."""
    items = [each for item in dynamo.scan_all("outbox-table") for each in item["deliveries"]]
    return [each for each in items if each.get("name") == name]
