"""A transfer on the running bank: what it says leaves the journal, by the relay's own rights."""

import uuid

from local import codes
from local.waiting import until
from tests.support.customers import known

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
