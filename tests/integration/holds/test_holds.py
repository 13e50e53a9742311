"""Holds through their routes: captures up to the hold, never after its end, and the sweep that tells the customer."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.holds.operations.sweep_hold import sweep_hold
from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import Account, errors, opening
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from local.waiting import until
from tests.support import streams
from tests.support.accounts import Saver, ledger_events
from tests.support.api import Answer, Caller, staff
from tests.support.cards import Customer

pytestmark = pytest.mark.usefixtures("emulator")


def hold(caller: Caller, account_id: str, amount: object = "40", seconds: float = 60, query: str = "", **more) -> Answer:
    end = clock.to_text(clock.now() + timedelta(seconds=seconds))
    target = {"accountId": account_id} if account_id else {}
    return caller.post(f"/holds{query}", {**target, "amount": amount, "expiresAt": end, **more})


def wait_for_end(caller: Caller, hold_id: str) -> None:
    until(lambda: caller.get(f"/holds/{hold_id}")["status"] != "ACTIVE", "the hold's end")


class TestPlaceHold:
    def test_reserves_money(self, ada, account):
        placed = hold(ada, account)
        assert (placed.status, placed["status"], placed["held"], placed["available"]) == (201, "ACTIVE", "40.00", "60.00")
        assert (placed["balance"], placed["posted"]) == ("100.00", "100.00")

    def test_refuses_more_than_is_available(self, ada, account):
        hold(ada, account, "70")
        refused = hold(ada, account, "30.01")
        assert (refused.status, refused["code"]) == (422, "insufficient_funds")

    def test_keeps_its_money_from_withdrawals(self, ada, account):
        hold(ada, account, "70")
        ended = ada.settle(ada.begin("withdraw", account, "30.01"))
        assert ended["reason"]["code"] == "insufficient_funds"

    def test_wants_exactly_one_of_account_and_card(self, ada, account):
        assert hold(ada, account, cardId=account).status == 400
        assert hold(ada, "").status == 400

    def test_holds_on_a_card_by_its_id_only(self):
        customer = Customer().with_cards()
        customer.save("50")
        assert hold(customer, "", cardId=customer.debit)["held"] == "40.00"
        assert hold(customer, customer.debit).status == 404

    def test_knows_no_account_by_a_cards_name(self, ada, account):
        assert hold(ada, "", cardId=account).status == 404

    def test_waits_for_a_card_to_be_active(self):
        customer = Customer().with_cards()
        refused = hold(customer, "", cardId=customer.credit)
        assert (refused.status, refused["code"]) == (409, "card_not_active")

    @pytest.mark.parametrize("product", ["loan", "savings_goal"])
    def test_never_reserves_what_is_not_for_spending(self, ada, product):
        account = Account(
            ada.user_id, ids.new_id(), product, "USD", "credit", "OPEN", clock.to_text(clock.now()), posted_minor=10_000
        )
        dynamo.transact(opening(account))
        assert hold(ada, account.account_id).status == 404

    @pytest.mark.parametrize("seconds", [-1, 0, 366 * 86_400])
    def test_refuses_an_end_that_is_past_or_too_far(self, ada, account, seconds):
        assert hold(ada, account, seconds=seconds).status == 400

    @pytest.mark.parametrize("end", ["tomorrow", "2099-01-01", "2099-01-01T00:00:00", "9999-12-31T23:59:59-14:00"])
    def test_refuses_what_is_no_time(self, ada, account, end):
        assert ada.post("/holds", {"accountId": account, "amount": "1", "expiresAt": end}).status == 400

    def test_answers_anothers_account_as_an_unknown_one(self, account):
        assert hold(Caller(), account).status == 404

    def test_asks_for_a_sweep_at_its_end(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        found = [
            each for item in streams.journal(hold_id) for each in item.get("deliveries", ()) if hold_id in each.get("name", "")
        ]
        (delivery,) = found
        assert (delivery["kind"], delivery["machine"]) == ("schedule", "ledger_hold_expiry")


class TestCaptureHold:
    def test_takes_parts_up_to_the_hold(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        answers = [ada.post(f"/holds/{hold_id}/capture", {"amount": amount}) for amount in ("15", "25.01", "25", "0.01")]
        assert [each.status for each in answers] == [200, 422, 200, 409]
        assert (answers[0]["captured"], answers[0]["remaining"], answers[1]["code"]) == ("15.00", "25.00", "hold_exceeded")
        assert (answers[2]["status"], answers[2]["balance"], answers[3]["code"]) == ("CAPTURED", "60.00", "hold_ended")

    def test_lets_the_rest_go_when_final(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        captured = ada.post(f"/holds/{hold_id}/capture", {"amount": "10", "final": True})
        assert (captured["status"], captured["held"], captured["available"]) == ("CAPTURED", "0.00", "90.00")

    def test_lets_many_at_once_take_only_the_hold(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: ada.post(f"/holds/{hold_id}/capture", {"amount": "10"}), range(10)))
        assert sorted(each.status for each in answers) == [200] * 4 + [409] * 6
        assert ada.money(account) == "60.00"

    def test_comes_too_late_after_the_clock(self, ada, account):
        hold_id = hold(ada, account, seconds=0.3)["holdId"]
        wait_for_end(ada, hold_id)
        refused = ada.post(f"/holds/{hold_id}/capture", {"amount": "1"})
        assert (refused.status, refused["code"], refused["holdStatus"]) == (409, "hold_ended", "EXPIRED")
        assert ada.get(f"/accounts/{account}")["available"] == "100.00"

    def test_comes_too_late_after_a_void(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        assert ada.post(f"/holds/{hold_id}/void")["status"] == "VOIDED"
        assert [
            ada.post(f"/holds/{hold_id}/{verb}", body).status for verb, body in (("capture", {"amount": "1"}), ("void", None))
        ] == [409, 409]

    def test_answers_anothers_hold_as_an_unknown_one(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        stranger = Saver()
        stranger.open()
        assert stranger.get(f"/holds/{hold_id}").status == 404
        assert stranger.post(f"/holds/{hold_id}/capture", {"amount": "1"}).status == 404
        assert stranger.post(f"/holds/{hold_id}/void").status == 404

    def test_changes_nothing_in_a_dry_run(self, ada, account):
        assert hold(ada, account, query="?dryRun=true")["available"] == "60.00"
        hold_id = hold(ada, account)["holdId"]
        before = ledger_events(ada.user_id)
        assert ada.post(f"/holds/{hold_id}/capture?dryRun=true", {"amount": "40"})["balance"] == "60.00"
        assert ada.post(f"/holds/{hold_id}/void?dryRun=true")["available"] == "100.00"
        assert ledger_events(ada.user_id) == before
        assert ada.get(f"/holds/{hold_id}")["remaining"] == "40.00"


class TestFrozen:
    def test_lets_no_money_out_of_a_hold_that_was_placed_before(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        staff("support").post(f"/accounts/{account}/freeze", {"reason": "asked to"}, key=None)
        refused = ada.post(f"/holds/{hold_id}/capture", {"amount": "5"})
        assert (refused.status, refused["code"]) == (423, "account_frozen")
        assert (ada.get(f"/holds/{hold_id}")["captured"], ada.get(f"/accounts/{account}")["balance"]) == ("0.00", "100.00")

    def test_lets_the_hold_go(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        staff("support").post(f"/accounts/{account}/freeze", {"reason": "asked to"}, key=None)
        assert ada.post(f"/holds/{hold_id}/void")["available"] == "100.00"


class TestSweepHold:
    def sweep(self, caller: Caller, hold_id: str, seconds: float = 0) -> str:
        return sweep_hold(caller.user_id, hold_id, Call(clock.now() + timedelta(seconds=seconds)))

    def test_takes_an_expired_hold_off_and_tells_once(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        assert [self.sweep(ada, hold_id, 61) for _ in range(2)] == ["EXPIRED", "EXPIRED"]
        events = [event for event in ledger_events(ada.user_id) if event["kind"] == "hold.expired"]
        assert [touched["held"] for event in events for touched in event["touched"]] == [0]

    def test_leaves_a_hold_whose_end_is_to_come(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        assert self.sweep(ada, hold_id) == "ACTIVE"
        assert ada.get(f"/accounts/{account}")["held"] == "40.00"

    def test_leaves_a_hold_that_ended_otherwise(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        ada.post(f"/holds/{hold_id}/capture", {"amount": "40"})
        before = ledger_events(ada.user_id)
        assert (self.sweep(ada, hold_id, 61), ledger_events(ada.user_id)) == ("ENDED", before)

    def test_is_nothing_for_an_account_that_was_closed_since(self, ada):
        account_id = ada.open(balance="1.00")
        hold_id = hold(ada, account_id, "1", seconds=0.3)["holdId"]
        wait_for_end(ada, hold_id)
        ada.settle(ada.begin("withdraw", account_id, "1"))
        assert ada.post(f"/accounts/{account_id}/close").status == 200
        assert self.sweep(ada, hold_id) == "EXPIRED"

    def test_knows_no_hold_of_another(self, ada, account):
        hold_id = hold(ada, account)["holdId"]
        with pytest.raises(errors.UnknownHold):
            sweep_hold(ids.new_id(), hold_id, Call(clock.now()))

    @pytest.mark.parametrize("round", range(4))
    def test_never_wins_together_with_a_capture(self, ada, account, round):
        hold_id = hold(ada, account, seconds=0.4)["holdId"]
        time.sleep(0.25 + round * 0.05)

        def keep_sweeping() -> None:
            while self.sweep(ada, hold_id) == "ACTIVE":
                time.sleep(0.005)

        def keep_capturing() -> list[int]:
            answers = []
            while not answers or answers[-1] == 200:
                answers.append(ada.post(f"/holds/{hold_id}/capture", {"amount": "1"}).status)
            return answers

        with ThreadPoolExecutor(2) as pool:
            swept, captured = pool.submit(keep_sweeping), pool.submit(keep_capturing)
            swept.result()
            answers = captured.result()
        found = ada.get(f"/accounts/{account}")
        taken = answers.count(200)
        assert answers[-1] == 409
        assert (found["balance"], found["held"]) == (f"{100 - taken}.00", "0.00")
        assert ada.get(f"/holds/{hold_id}")["captured"] == f"{taken}.00"
