"""The nightly machine on the real package, with its own permissions: it reads every table it compares."""

import json

from chalicelib.kernel import ids
from local.waiting import until
from tests.support.machines import ended


def test_the_books_are_verified_by_night(stack):
    ada = stack.registered().api
    account = ada.post("/accounts", {"type": "checking"}).body["accountId"]
    operation = ada.post("/deposit", {"accountId": account, "amount": "5.00"}).body["operationId"]
    until(lambda: ada.get(f"/operation-status/{operation}")["status"] == "SUCCESSFUL", "the deposit")
    states = stack.clients("stepfunctions")
    machine = stack.place.arn("machine/reconciliation_nightly")
    run = states.start_execution(stateMachineArn=machine, name=ids.new_id(), input="{}")["executionArn"]
    execution = ended(states, run)
    assert execution["status"] == "SUCCEEDED", execution
    assert json.loads(execution["output"])["outcome"] == "CLEAN"
    stack.verify()


def test_what_is_overdue_is_started_again_by_night(stack):
    """With the function's own permissions on every row it reads and on the fact that it writes."""
    states = stack.clients("stepfunctions")
    machine = stack.place.arn("machine/reconciliation_overdue")
    run = states.start_execution(stateMachineArn=machine, name=ids.new_id(), input="{}")["executionArn"]
    execution = ended(states, run)
    assert execution["status"] == "SUCCEEDED", execution
    assert set(json.loads(execution["output"])) == {"outcome", "interest", "contributions", "holds"}
