"""Everything of a customer frozen at once: nothing goes out anywhere, nothing new is opened, and what was frozen alone stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from tests.support.api import Answer, staff
from tests.support.cards import Customer
from tests.support.people import someone

pytestmark = pytest.mark.usefixtures("emulator")


def set_freeze(customer_id: str, act: str, reason: str = "a letter from the court") -> Answer:
    return staff("support").post(f"/admin/customers/{customer_id}/{act}", {"reason": reason}, key=None)


class TestFreezeCustomer:
    def test_lets_nothing_out_of_any_account_wallet_or_card(self, ada):
        account, wallet = ada.open(balance="10.00"), ada.open_wallet(balance="10.00")
        frozen = set_freeze(ada.user_id, "freeze")
        assert {each["accountId"]: each["status"] for each in frozen["accounts"]} == {account: "FROZEN", wallet: "FROZEN"}
        assert frozen["freeze"]["reason"] == "a letter from the court"
        end = clock.to_text(clock.now() + timedelta(seconds=60))
        tried = [
            ada.post("/withdraw", {"accountId": account, "amount": "1"}),
            ada.post("/holds", {"accountId": account, "amount": "1", "expiresAt": end}),
            ada.post(f"/wallet/{wallet}/debit", {"amount": "1"}),
        ]
        assert [(each.status, each["code"]) for each in tried] == [(423, "account_frozen")] * 3
        assert ada.post(f"/wallet/{wallet}/credit", {"amount": "1"})["balance"] == "11.00"

    def test_names_a_card_that_waits_to_be_activated(self):
        customer = Customer(user_id=someone().user_id).with_cards()
        file = staff("support").get(f"/admin/customers/{customer.user_id}")
        assert {each["product"]: each["status"] for each in file["accounts"]} == {"debit_card": "OPEN", "credit_card": "PENDING"}
        frozen = set_freeze(customer.user_id, "freeze")
        assert {each["status"] for each in frozen["accounts"]} == {"FROZEN"}

    def test_lets_nothing_new_be_opened(self, ada):
        wallet = ada.open_wallet(balance="10.00")
        set_freeze(ada.user_id, "freeze")
        goal = {"walletId": wallet, "name": "Bike", "target": "80.00", "targetDate": "2099-01-01"}
        tried = [
            ada.post("/accounts", {"type": "checking"}),
            ada.post("/wallet", {}),
            ada.post("/savings-goal", goal),
        ]
        assert [(each.status, each["code"]) for each in tried] == [(423, "customer_frozen")] * 3

    def test_catches_an_account_that_is_opened_at_the_same_time(self, ada):
        ada.open_wallet()
        with ThreadPoolExecutor(9) as pool:
            opened = [pool.submit(ada.post, "/wallet", {}) for _ in range(8)]
            pool.submit(set_freeze, ada.user_id, "freeze").result()
        found = set_freeze(ada.user_id, "freeze")["accounts"]
        made = {each.result()["walletId"] for each in opened if each.result().status == 201}
        assert made <= {each["accountId"] for each in found}
        assert {each["status"] for each in found} == {"FROZEN"}

    def test_is_one_freeze_when_several_ask_at_once(self, ada):
        wallet = ada.open_wallet(balance="1.00")
        with ThreadPoolExecutor(6) as pool:
            frozen = list(pool.map(lambda number: set_freeze(ada.user_id, "freeze", f"reason {number}"), range(6)))
        assert [each.status for each in frozen] == [200] * 6
        assert len({each["freeze"]["reason"] for each in frozen}) == 1
        assert ada.post(f"/wallet/{wallet}/debit", {"amount": "1"}).status == 423

    def test_ends_for_all_but_what_was_frozen_alone(self, ada):
        alone, other = ada.open(balance="1.00"), ada.open(balance="1.00")
        staff("support").post(f"/accounts/{alone}/freeze", {"reason": "alone"}, key=None)
        set_freeze(ada.user_id, "freeze")
        for account in (alone, other):
            refused = staff("support").post(f"/accounts/{account}/unfreeze", {"reason": "by itself"}, key=None)
            assert (refused.status, refused["code"]) == (423, "customer_frozen")
        thawed = set_freeze(ada.user_id, "unfreeze", "settled")
        assert {each["accountId"]: each["status"] for each in thawed["accounts"]} == {alone: "FROZEN", other: "OPEN"}
        assert thawed["freeze"] is None
        assert ada.post("/wallet", {}).status == 201
        assert staff("support").post(f"/accounts/{alone}/unfreeze", {"reason": "settled"}, key=None)["status"] == "OPEN"

    def test_keeps_who_when_and_why_of_every_act(self, ada):
        account = ada.open(balance="1.00")
        set_freeze(ada.user_id, "freeze", "suspected")
        set_freeze(ada.user_id, "unfreeze", "cleared")
        items = dynamo.query_all("ledger-freezes", "subject = :subject", subject=account)
        assert [(each["act"], each["reason"]) for each in items] == [("FROZEN", "suspected"), ("THAWED", "cleared")]

    def test_is_for_support_and_knows_only_customers(self, ada):
        path = f"/admin/customers/{ada.user_id}/freeze"
        body = {"reason": "mine"}
        assert [caller.post(path, body, key=None).status for caller in (ada, staff("lending"))] == [403, 403]
        assert set_freeze(ids.new_id(), "freeze")["code"] == "customer_not_found"
