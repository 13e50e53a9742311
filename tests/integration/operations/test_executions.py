"""Flows, executions and their redrive, on the emulator's own Step Functions."""

import json
import time

import pytest

from chalicelib.kernel import ids
from chalicelib.operations.model import flows
from chalicelib.platform import settings
from chalicelib.platform.clients import client
from local.waiting import until
from release.declaration import load
from tests.support import streams
from tests.support.api import Caller, staff

pytestmark = pytest.mark.usefixtures("emulator")
FLOW = "ledger_hold_expiry"


@pytest.fixture
def me() -> Caller:
    return staff("operations")


@pytest.fixture
def failed(ada, me) -> str:
    """An execution that failed, since nothing is deployed here that its task could call."""
    name = f"hold-{ids.new_id()}"
    client("stepfunctions").start_execution(
        stateMachineArn=settings.machine_arn(FLOW),
        name=name,
        input=json.dumps({"holdId": name, "ownerId": ada.user_id, "correlationId": "c-1", "email": "ada@example.com"}),
    )
    execution = f"{FLOW}:{name}"
    until(lambda: me.get(f"/admin/executions/{execution}")["status"] not in ("RUNNING",), "the execution's end")
    return execution


def starts(text: str) -> list[dict]:
    items = streams.outbox(text)
    return [each for item in items for each in item["deliveries"] if each["kind"] == "execution" and text in each["input"]]


class TestFlows:
    def test_are_those_that_are_declared(self, me):
        told = {each["name"]: each["type"] for each in me.get("/admin/flows")["items"]}
        assert told == {name: machine["type"] for name, machine in load().machines.items()}

    def test_can_be_drawn(self, me):
        flow = me.get(f"/admin/flows/{FLOW}")
        assert flow["definition"]["StartAt"] in flow["definition"]["States"]

    def test_an_unknown_one_is_a_404(self, me):
        assert me.get("/admin/flows/nonsense")["code"] == "flow_not_found"


class TestExecutions:
    def test_are_listed_by_flow_and_status_page_by_page(self, me, failed):
        for query in ("", f"?flow={FLOW}", f"?flow={FLOW}&status=FAILED"):
            assert failed in [each["execution"] for each in me.get(f"/admin/executions{query}")["items"]]
        assert me.get(f"/admin/executions?flow={FLOW}&status=SUCCEEDED")["items"] == []
        first = me.get(f"/admin/executions?flow={FLOW}&limit=1")
        assert len(first["items"]) == 1

    def test_tell_each_step_with_its_failures_and_nothing_personal(self, me, failed):
        told = me.get(f"/admin/executions/{failed}")
        assert (told["status"], told["hasHistory"], told["log"]) == ("FAILED", True, [])
        assert told["steps"] and any(step["failures"] for step in told["steps"])
        assert told["input"]["email"] == "•••" and "ada@example.com" not in json.dumps(told.body)

    @pytest.mark.parametrize(
        "execution", ["nonsense", f"{FLOW}:nobody", "nonsense:0198c0de-0000-7000-8000-000000000000", f"{FLOW}:a%20b"]
    )
    def test_an_unknown_one_is_a_404(self, me, execution):
        assert me.get(f"/admin/executions/{execution}").status == 404

    def test_of_an_express_flow_are_not_listed_and_that_is_said(self, me):
        express = next(name for name, kind in flows().items() if kind == "EXPRESS")
        assert me.get(f"/admin/executions?flow={express}")["code"] == "no_history"
        assert me.post(f"/admin/executions/{express}:x/redrive", key=None)["code"] == "no_history"

    def test_of_an_express_flow_are_told_by_their_own_log(self, me):
        flow, name = next(name for name, kind in flows().items() if kind == "EXPRESS"), ids.new_id()
        arn = settings.machine_arn(flow).replace(":stateMachine:", ":express:")
        logs, group = client("logs"), f"/aws/vendedlogs/states/{arn.rpartition(':')[2]}"
        if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
            logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName=name)
        said = [
            (name, "ExecutionStarted", {}), (name, "TaskStateEntered", {"name": "PostPurchase"}),
            (f"{name}-2", "TaskStateEntered", {"name": "Another"}), (name, "ExecutionSucceeded", {}),
        ]  # fmt: skip
        now = int(time.time() * 1000)
        lines = [{"type": kind, "details": details, "execution_arn": f"{arn}:{each}:1"} for each, kind, details in said]
        events = [{"timestamp": now + number, "message": json.dumps(line)} for number, line in enumerate(lines)]
        logs.put_log_events(logGroupName=group, logStreamName=name, logEvents=events)
        told = me.get(f"/admin/executions/{flow}:{name}")
        assert (told["status"], told["hasHistory"], told["steps"]) == ("SUCCEEDED", False, [])
        assert [(each["type"], each["state"]) for each in told["log"]] == [
            ("ExecutionStarted", ""), ("TaskStateEntered", "PostPurchase"), ("ExecutionSucceeded", ""),
        ]  # fmt: skip
        assert me.get(f"/admin/executions/{flow}:{name[:-1]}").status == 404

    def test_an_unknown_status_or_flow_is_refused(self, me):
        assert me.get("/admin/executions?status=DONE").status == 400
        assert me.get("/admin/executions?flow=nonsense").status == 404

    @pytest.mark.parametrize("role", ["support", "risk", "lending", "admin"])
    def test_are_for_operations_alone(self, role):
        for path in ("/admin/flows", "/admin/executions", "/admin/traces/c-1", "/admin/proofs"):
            assert staff(role).get(path).status == 403


class TestRedrive:
    def test_does_a_failed_one_once_more_with_the_same_input(self, me, ada, failed):
        answer = me.post(f"/admin/executions/{failed}/redrive", key=None)
        assert (answer.status, answer["status"], answer["execution"]) == (202, "REDRIVEN", f"{failed}-r1")
        (start,) = [json.loads(each["input"]) for each in starts(ada.user_id)]
        assert start["ownerId"] == ada.user_id

    def test_refuses_what_was_done_once_more_before(self, me, failed):
        flow, _, name = failed.partition(":")
        client("stepfunctions").start_execution(stateMachineArn=settings.machine_arn(flow), name=f"{name}-r1", input="{}")
        answer = me.post(f"/admin/executions/{failed}/redrive", key=None)
        assert (answer.status, answer["code"], answer["execution"]) == (409, "already_redriven", f"{failed}-r1")

    def test_refuses_what_is_not_over(self, me, ada):
        name = ids.new_id()
        machine = settings.machine_arn("reports_report")
        client("stepfunctions").start_execution(stateMachineArn=machine, name=name, input="{}")
        arn = f"{machine.replace(':stateMachine:', ':execution:')}:{name}"
        status = client("stepfunctions").describe_execution(executionArn=arn)["status"]
        answer = me.post(f"/admin/executions/reports_report:{name}/redrive", key=None)
        assert answer["code"] == "not_redrivable" or status != "RUNNING"

    def test_an_unknown_one_is_a_404(self, me):
        assert me.post(f"/admin/executions/{FLOW}:nobody/redrive", key=None).status == 404


class TestTraces:
    def test_without_a_line_are_empty(self, me):
        told = me.get("/admin/traces/nobody-asked")
        assert (told.status, told["lines"], told["executions"]) == (200, [], [])

    @pytest.mark.parametrize(
        "query", ["from=yesterday", "from=2026-01-01T00:00:00Z", "to=2020-01-01T00:00:00Z&from=2020-01-02T00:00:00Z"]
    )
    def test_are_looked_for_in_a_week_at_most(self, me, query):
        assert me.get(f"/admin/traces/c-1?{query}").status == 400
