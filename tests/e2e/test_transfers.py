"""A transfer on the running bank: what it says leaves the journal, by the relay's own rights."""

import uuid

from local.waiting import until


def test_a_transfer_is_told_to_the_payer(stack):
    ada = stack.registered()
    first, second = (ada.api.post("/accounts", {"type": kind}).body["accountId"] for kind in ("checking", "savings"))
    ada.api.post("/deposit", {"accountId": first, "amount": "20.00"})
    until(lambda: ada.api.get(f"/accounts/{first}").body["balance"] == "20.00", "the deposit")
    sent = {"fromAccountId": first, "toAccountId": second, "amount": "12.50", "reference": uuid.uuid4().hex}
    made = ada.api.post("/api/v1/transactions/transfer", sent)
    assert (made.status, made.body["balance"]) == (201, "7.50")
    mails = until(lambda: [mail for mail in stack.mails(ada.email) if "12.50" in mail.subject], "the mail")
    assert len(mails) == 1
    listed = until(lambda: ada.api.get(f"/transactions/{second}?limit=1").body["items"], "the projection")
    assert (listed[0]["amount"], listed[0]["details"]["type"]) == ("12.50", "TRANSFER")
    stack.settle()
