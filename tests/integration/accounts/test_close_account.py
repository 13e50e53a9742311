"""Closing, freezing, unfreezing; and closing against everything that may come at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.accounts import queries
from chalicelib.kernel import clock
from tests.support.accounts import account_events
from tests.support.api import Caller, staff

pytestmark = pytest.mark.usefixtures("emulator")


def in_(seconds: float) -> str:
    return clock.to_text(clock.now() + timedelta(seconds=seconds))


class TestCloseAccount:
    def test_closes_an_empty_one_and_tells_others(self, ada):
        account_id = ada.open()
        closed = ada.post(f"/accounts/{account_id}/close")
        assert (closed.status, closed.body) == (200, {"accountId": account_id, "status": "CLOSED"})
        assert account_events(ada.user_id)[-1]["kind"] == "CLOSE_ACCOUNT_EVENT"
        assert ada.get(f"/accounts/{account_id}")["status"] == "CLOSED"

    def test_refuses_everything_afterwards(self, ada):
        account_id = ada.open()
        ada.post(f"/accounts/{account_id}/close")
        again = ada.post(f"/accounts/{account_id}/close")
        deposit = ada.post("/deposit", {"accountId": account_id, "amount": "1"})
        hold = ada.post("/holds", {"accountId": account_id, "amount": "1", "expiresAt": in_(60)})
        assert [(each.status, each["code"]) for each in (again, deposit, hold)] == [(409, "account_closed")] * 3

    def test_answers_a_repeat_under_its_key_with_the_first_answer(self, ada):
        account_id = ada.open()
        first, again = (ada.post(f"/accounts/{account_id}/close", key="k") for _ in range(2))
        assert (again.status, again.body, again.replayed) == (200, first.body, True)

    def test_has_a_second_door_which_deletes_nothing(self, ada):
        account_id = ada.open()
        closed = ada.delete(f"/api/v1/accounts/{account_id}")
        assert (closed.status, closed["status"]) == (200, "CLOSED")
        assert ada.get(f"/api/v1/accounts/{account_id}")["status"] == "CLOSED"

    def test_names_every_blocker(self, ada):
        account_id = ada.open(balance="10.00")
        ada.post("/holds", {"accountId": account_id, "amount": "4", "expiresAt": in_(60)})
        ada.begin("deposit", account_id, "1")
        refused = ada.post(f"/accounts/{account_id}/close")
        assert (refused.status, refused["code"]) == (409, "account_not_closable")
        assert refused["blockers"] == [
            {"code": "balance_not_zero", "balance": "10.00"},
            {"code": "held", "held": "4.00", "holds": 1},
            {"code": "pending_operations", "operations": 1},
        ]

    def test_is_not_held_up_by_an_expired_hold(self, ada):
        account_id = ada.open(balance="10.00")
        hold_id = ada.post("/holds", {"accountId": account_id, "amount": "10", "expiresAt": in_(0.4)})["holdId"]
        while ada.get(f"/holds/{hold_id}")["status"] == "ACTIVE":
            pass
        assert ada.settle(ada.begin("withdraw", account_id, "10"))["status"] == "SUCCESSFUL"
        assert ada.post(f"/accounts/{account_id}/close").status == 200

    def test_does_not_close_over_an_operation_begun_since_it_looked(self, ada, monkeypatch):
        account_id, looked = ada.open(), []
        find = queries.find_with_money

        def find_then_deposit(*arguments):
            found = find(*arguments)
            if not looked:
                looked.append(ada.begin("deposit", account_id, "5"))
            return found

        monkeypatch.setattr(queries, "find_with_money", find_then_deposit)
        refused = ada.post(f"/accounts/{account_id}/close")
        assert (refused.status, refused["blockers"]) == (409, [{"code": "pending_operations", "operations": 1}])

    def test_does_not_close_over_a_credit_posted_since_it_looked(self, ada, monkeypatch):
        account_id, looked = ada.open(), []
        operation_id = ada.begin("deposit", account_id, "5")
        find = queries.find_with_money

        def find_then_settle(*arguments):
            found = find(*arguments)
            if not looked:
                looked.append(ada.settle(operation_id))
                return replace(found[0], pending=0), found[1]
            return found

        monkeypatch.setattr(queries, "find_with_money", find_then_settle)
        refused = ada.post(f"/accounts/{account_id}/close")
        assert (refused.status, refused["blockers"]) == (409, [{"code": "balance_not_zero", "balance": "5.00"}])

    def test_answers_anothers_account_as_an_unknown_one(self, ada):
        assert Caller().post(f"/accounts/{ada.open()}/close").status == 404

    @pytest.mark.parametrize("round", range(8))
    def test_ends_closed_and_refused_or_open_and_credited(self, ada, round):
        account_id = ada.open()
        asked = [
            lambda: ada.post(f"/accounts/{account_id}/close"),
            lambda: ada.post("/deposit", {"accountId": account_id, "amount": "5"}),
        ]
        with ThreadPoolExecutor(2) as pool:
            close, deposit = pool.map(lambda ask: ask(), asked if round % 2 else reversed(asked))
        if not round % 2:
            close, deposit = deposit, close
        if close.status == 200:
            assert (deposit.status, deposit["code"]) == (409, "account_closed")
        else:
            assert (close["code"], close["blockers"][0]["code"]) == ("account_not_closable", "pending_operations")
            assert ada.settle(deposit["operationId"])["status"] == "SUCCESSFUL"
            assert (ada.money(account_id), ada.get(f"/accounts/{account_id}")["status"]) == ("5.00", "OPEN")


class TestFreezeAccount:
    def test_refuses_debits_and_takes_credits(self, ada):
        account_id = ada.open(balance="10.00")
        clerk = staff("support")
        frozen = clerk.post(f"/accounts/{account_id}/freeze", {"reason": "asked to"}, key=None)
        assert (frozen.status, frozen["accountId"], frozen["status"]) == (200, account_id, "FROZEN")
        assert (frozen["freeze"]["by"], frozen["freeze"]["reason"]) == (clerk.user_id, "asked to")
        withdrawal = ada.post("/withdraw", {"accountId": account_id, "amount": "1"})
        hold = ada.post("/holds", {"accountId": account_id, "amount": "1", "expiresAt": in_(60)})
        assert [(each.status, each["code"]) for each in (withdrawal, hold)] == [(423, "account_frozen")] * 2
        assert ada.settle(ada.begin("deposit", account_id, "5"))["status"] == "SUCCESSFUL"
        assert ada.money(account_id) == "15.00"

    def test_fails_a_withdrawal_that_was_begun_before(self, ada):
        account_id = ada.open(balance="10.00")
        operation_id = ada.begin("withdraw", account_id, "1")
        staff("support").post(f"/accounts/{account_id}/freeze", {"reason": "asked to"}, key=None)
        ended = ada.settle(operation_id)
        assert (ended["status"], ended["reason"]["code"]) == ("FAILED", "account_frozen")
        assert ada.money(account_id) == "10.00"

    def test_keeps_the_first_reason_and_needs_one(self, ada):
        account_id = ada.open(balance="10.00")
        for reason in ("first", "second"):
            frozen = staff("support").post(f"/accounts/{account_id}/freeze", {"reason": reason}, key=None)
            assert frozen["freeze"]["reason"] == "first"
        assert staff("support").post(f"/accounts/{account_id}/freeze", {}, key=None).status == 400

    def test_lets_an_earlier_hold_go_but_not_be_captured(self, ada):
        account_id = ada.open(balance="10.00")
        first, second = (
            ada.post("/holds", {"accountId": account_id, "amount": "4", "expiresAt": in_(60)})["holdId"] for _ in range(2)
        )
        staff("support").post(f"/accounts/{account_id}/freeze", {"reason": "asked to"}, key=None)
        assert ada.post(f"/holds/{first}/capture", {"amount": "4"}).status == 423
        assert ada.post(f"/holds/{second}/void").status == 200
        assert ada.money(account_id) == "10.00"

    def test_ends_with_unfreeze(self, ada):
        account_id = ada.open(balance="10.00")
        staff("support").post(f"/accounts/{account_id}/freeze", {"reason": "asked to"}, key=None)
        assert staff("support").post(f"/accounts/{account_id}/unfreeze", {"reason": "asked to"}, key=None)["status"] == "OPEN"
        assert ada.settle(ada.begin("withdraw", account_id, "1"))["status"] == "SUCCESSFUL"
        kinds = [event["kind"] for event in account_events(ada.user_id)]
        assert kinds == ["CREATE_ACCOUNT_EVENT", "FREEZE_ACCOUNT_EVENT", "UNFREEZE_ACCOUNT_EVENT"]

    def test_is_not_for_customers(self, ada):
        account_id = ada.open()
        assert [
            ada.post(f"/accounts/{account_id}/{verb}", {"reason": "mine"}, key=None).status for verb in ("freeze", "unfreeze")
        ] == [403, 403]

    def test_knows_neither_unknown_nor_closed_accounts(self, ada):
        account_id = ada.open()
        ada.post(f"/accounts/{account_id}/close")
        assert (
            staff("support").post(f"/accounts/{account_id}/freeze", {"reason": "asked to"}, key=None)["code"] == "account_closed"
        )
        assert staff("support").post(f"/accounts/{ada.user_id}/freeze", {"reason": "asked to"}, key=None).status == 404
