"""The nightly machine on the real package, with its own permissions: it reads every table it compares."""

import json

from chalicelib.kernel import ids


def test_the_books_are_verified_by_night(stack):
    ada = stack.registered().api
    account = ada.post("/accounts", {"type": "checking"}).body["accountId"]
    operation = ada.post("/deposit", {"accountId": account, "amount": "5.00"}).body["operationId"]
    stack.eventually(lambda: ada.get(f"/operation-status/{operation}").body["status"] == "SUCCESSFUL")
    states = stack.clients("stepfunctions")
    machine = stack.place.arn("machine/reconciliation_nightly")
    run = states.start_execution(stateMachineArn=machine, name=ids.new_id(), input="{}")["executionArn"]
    stack.eventually(lambda: states.describe_execution(executionArn=run)["status"] != "RUNNING")
    ended = states.describe_execution(executionArn=run)
    assert ended["status"] == "SUCCEEDED", ended
    assert json.loads(ended["output"])["outcome"] == "CLEAN"
    stack.verify()
