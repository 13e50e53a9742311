"""A transfer on the running bank: what it says leaves the journal, by the relay's own rights."""

import uuid
from datetime import timedelta
from functools import partial

from chalicelib.kernel import clock
from chalicelib.transfers.external import wait_id_of
from local import codes
from local.waiting import until
from tests.e2e.test_personal_numbers import histories, logs, mails, messages, tables
from tests.support.customers import known, verified

TRANSFER = "/api/v1/transactions/transfer"


def test_a_transfer_is_told_to_the_payer(stack):
    ada = stack.registered()
    first, second = (ada.api.post("/accounts", {"type": kind}).body["accountId"] for kind in ("checking", "savings"))
    ada.api.post("/deposit", {"accountId": first, "amount": "20.00"})
    until(lambda: ada.api.get(f"/accounts/{first}").body["balance"] == "20.00", "the deposit")
    sent = {"fromAccountId": first, "toAccountId": second, "amount": "12.50", "reference": uuid.uuid4().hex}
    made = ada.api.post(TRANSFER, sent)
    assert (made.status, made.body["balance"]) == (201, "7.50")
    mails = until(lambda: [mail for mail in stack.mails(ada.email) if "12.50" in mail.subject], "the mail")
    assert len(mails) == 1
    listed = until(lambda: ada.api.get(f"/transactions/{second}?limit=1").body["items"], "the projection")
    assert (listed[0]["amount"], listed[0]["details"]["type"]) == ("12.50", "TRANSFER")
    stack.settle()


def test_somebody_new_is_paid_once_the_payer_has_consented_by_the_code_of_a_mail(stack):
    ada, bob = known(stack.settings.emulator, stack.registered()), stack.registered()
    source, target = (each.api.post("/accounts", {"type": "checking"}).body["accountId"] for each in (ada, bob))
    ada.api.post("/deposit", {"accountId": source, "amount": "20.00"})
    until(lambda: ada.api.get(f"/accounts/{source}").body["balance"] == "20.00", "the deposit")
    sent = {"fromAccountId": source, "toAccountId": target, "amount": "12.50"}
    assert ada.api.post(f"{TRANSFER}?dryRun=true", sent)["stepUp"] == {"required": True, "methods": ["email"]}
    made = codes.consenting(stack.settings.emulator, ada.api, ada.email, TRANSFER, sent)
    assert (made.status, bob.api.get(f"/accounts/{target}")["balance"]) == (201, "12.50")
    assert "12.50" in [mail.text for mail in stack.mails(ada.email)][-1]
    stack.settle()
    stack.verify()


def test_one_to_another_bank_is_carried_by_its_machine_comes_back_and_leaves_its_number_nowhere(stack):
    emulator, operations = stack.settings.emulator, stack.as_colleague
    ada, number = verified(emulator, stack.registered(), stack.as_admin), f"{uuid.uuid4().int % 10**15:015}"
    source = ada.api.post("/accounts", {"type": "checking"}).body["accountId"]
    ada.api.post("/deposit", {"accountId": source, "amount": "50.00"})
    until(lambda: ada.api.get(f"/accounts/{source}").body["balance"] == "50.00", "the deposit")
    other = {"network": "ach", "routingNumber": "021000021", "accountNumber": number, "name": "Grace Hopper"}
    sent = {"fromAccountId": source, "external": other, "amount": "12.50"}
    returned = codes.consenting(stack.settings.emulator, ada.api, ada.email, TRANSFER, sent).expect(202)["transactionId"]
    carried = f"/api/v1/simulations/ach-transfers/{returned}"
    assert [operations.post(f"{carried}/{step}").expect()["status"] for step in ("submit", "settle")] == [
        "SUBMITTED",
        "COMPLETED",
    ]
    assert operations.post(f"{carried}/return", {"code": "R03"}).expect()["status"] == "RETURNED"
    cancelled, wired = (  # that account is new no more
        ada.api.post(TRANSFER, {**sent, "external": {**other, "network": network}}).expect(202)["transactionId"]
        for network in ("ach", "wire")
    )
    assert ada.api.post(f"/api/v1/transactions/{cancelled}/cancel").expect()["status"] == "CANCELLED"
    # A wire whose desk is open has gone by its machine, before anybody's hand.
    by_hand = f"/api/v1/simulations/wire-transfers/{wired}"
    assert operations.post(f"{by_hand}/submit").expect()["status"] in ("SUBMITTED", "COMPLETED")
    assert operations.post(f"{by_hand}/complete").expect()["status"] == "COMPLETED"
    assert operations.post("/api/v1/simulations/clock", {"at": "2020-01-01T00:00:00Z"}).expect()["submitted"] == 0
    inbound = {"accountNumber": ada.api.get(f"/accounts/{source}")["accountNumber"], "amount": "2.50"}
    sender = {name: other[name] for name in ("routingNumber", "accountNumber", "name")}
    operations.post("/api/v1/simulations/inbound-ach-transfers", {**inbound, "sender": sender}).expect(201)
    assert ada.api.get(f"/accounts/{source}")["balance"] == "40.00"
    stack.settle()
    for transaction_id in (returned, cancelled, wired):
        name = wait_id_of(transaction_id)
        until(partial(has_ended, stack, name), "the execution's end")
    for place in (tables, logs, messages, histories, mails):
        assert number not in repr(list(place(stack)))
    stack.verify()


def has_ended(stack, name: str) -> bool:
    return [each.status for each in stack.executions("transfers_external") if each.name == name] == ["SUCCEEDED"]


def test_what_rules_hold_waits_until_two_of_the_staff_or_the_payer_have_ended_it(stack):
    ada, bob = known(stack.settings.emulator, stack.registered()), stack.registered()
    source, target = (each.api.post("/accounts", {"type": "checking"}).body["accountId"] for each in (ada, bob))
    ada.api.post("/deposit", {"accountId": source, "amount": "50.00"})
    until(lambda: ada.api.get(f"/accounts/{source}").body["balance"] == "50.00", "the deposit")
    sent = {"fromAccountId": source, "toAccountId": target, "amount": "12.50"}
    codes.consenting(stack.settings.emulator, ada.api, ada.email, TRANSFER, sent).expect(201)  # Bob is new no more
    first, second, cases = stack.as_admin, stack.as_colleague, "/api/v1/fraud/cases"
    written = {"name": "Look at Bob", "conditions": {"eq": ["payeeAccount", target]}, "action": "review"}
    rule = f"/api/v1/fraud/rules/{first.post('/api/v1/fraud/rules', written).body['ruleId']}"
    assert first.post(f"{rule}/activate").status == 200
    sent = {"fromAccountId": source, "toAccountId": target, "amount": "12.50"}
    approved, cancelled, declined = (
        codes.consenting(stack.settings.emulator, ada.api, ada.email, TRANSFER, sent).expect(202)["transactionId"]
        for _ in range(3)
    )
    first.post(f"{rule}/deactivate").expect()
    ended = clock.now()
    now = clock.now()
    asked = {"since": clock.to_text(now - timedelta(hours=1)), "until": clock.to_text(now)}
    tried = f"{rule}/backtests/{first.post(f'{rule}/backtest', asked).expect(202)['backtestId']}"
    found = until(lambda: (each := first.get(tried)).body["status"] == "DONE" and each, "the backtest")
    assert (found["hits"], found["changes"]) == (4, [{"before": "allow", "after": "review", "payments": 1}])
    (case,) = [each for each in first.get(f"{cases}?limit=100").body["items"] if each["accountId"] == source]
    path = f"{cases}/{case['caseId']}"
    first.post(f"{path}/assign", {}).expect()
    first.post(f"{path}/notes", {"text": "Called"}).expect(201)
    why = {"reason": "Known to Ada"}
    proposed = first.post(f"{path}/approve", {"transactionId": approved, **why}).expect(202)["approvalId"]
    second.post(f"/admin/approvals/{proposed}/approve", why).expect()
    ada.api.post(f"/api/v1/transactions/{cancelled}/cancel").expect()
    first.post(f"{path}/decline", {"transactionId": declined, **why}).expect()
    first.post(f"{path}/close", {"finding": "confirmed_risk", **why}).expect()
    assert (ada.api.get(f"/accounts/{source}")["available"], bob.api.get(f"/accounts/{target}")["balance"]) == ("25.00", "25.00")
    stack.settle()
    ended = {each.name: each.status for each in stack.executions("transfers_review")}
    assert {ended[each] for each in (approved, cancelled, declined)} == {"SUCCEEDED"}
    stack.verify()
