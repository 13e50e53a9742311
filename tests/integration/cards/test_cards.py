"""Cards themselves: creation, activation, the list."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.cards import public, store
from chalicelib.cards.operations.create_card import create_card
from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import find_account
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from tests.support import streams
from tests.support.cards import Customer


def mails_of(customer: Customer, template: str) -> list[dict]:
    """What was put into the outbox for this customer."""
    import json

    deliveries = [each for item in streams.outbox(customer.user_id) for each in item["deliveries"]]
    bodies = [json.loads(each["body"]) for each in deliveries if each["kind"] == "queue"]
    return [body for body in bodies if body.get("userId") == customer.user_id and body["template"] == template]


class TestCreateCard:
    def test_makes_a_debit_card_that_is_ready_to_use(self, ada):
        card, account = store.find_card(ada.debit), find_account(ada.user_id, ada.debit, clock.now())
        assert (card.type, card.status, card.limit_minor, card.score) == ("DEBIT", "ACTIVATED", None, None)
        assert (account.product, account.status, account.floor_minor, account.normal_side) == ("debit_card", "OPEN", 0, "credit")

    def test_makes_a_credit_card_that_waits_with_its_limit(self, bank):
        customer = Customer().with_cards(score=37)
        card, account = store.find_card(customer.credit), find_account(customer.user_id, customer.credit, clock.now())
        assert (card.status, card.score, card.limit) == ("PENDING", 37, "3700063.00")
        assert (account.status, account.floor_minor, account.ceiling_minor) == ("PENDING", -370006300, 0)

    def test_mails_about_each_card_once(self, ada):
        ada.with_cards()
        mails = mails_of(ada, "CARD.CREATE")
        assert sorted(mail["data"]["cardType"] for mail in mails) == ["CREDIT", "DEBIT"]
        assert {mail["messageId"] for mail in mails} == {f"{card_id}:CARD.CREATE" for card_id in (ada.debit, ada.credit)}

    def test_finds_the_card_of_the_first_request(self, bank):
        user_id = ids.new_id()
        first = create_card(user_id, "CREDIT", Call(clock.now()), score_of=lambda: 10)
        again = create_card(user_id, "CREDIT", Call(clock.now()), score_of=lambda: 90)
        assert first == again

    def test_makes_one_card_when_asked_ten_times_at_once(self, bank):
        customer = Customer()
        with ThreadPoolExecutor(10) as pool:
            made = list(pool.map(lambda _: create_card(customer.user_id, "CREDIT", Call(clock.now())), range(10)))
        assert len(set(made)) == 1 and len(mails_of(customer, "CARD.CREATE")) == 1

    def test_activates_a_credit_card_that_comes_after_the_tenth_transaction(self, bank):
        customer = Customer()
        create_card(customer.user_id, "DEBIT", Call(clock.now()))
        for _ in range(10):
            customer.save("1.00")
        assert create_card(customer.user_id, "CREDIT", Call(clock.now())).status == "ACTIVATED"
        assert len(mails_of(customer, "CARD.ACTIVATE")) == 1
        assert find_account(customer.user_id, customer.credit, clock.now()).status == "OPEN"

    def test_keeps_no_number_and_no_cvv(self, ada):
        items = [item for item in dynamo.scan_all("card-table") if item["owner_id"] == ada.user_id]
        assert all(
            set(item) <= {"uuid", "createdAt", "owner_id", "type", "status", "token", "last4", "currency", "score", "limit"}
            for item in items
        )
        assert len({item["token"] for item in items}) == 2


class TestActivateCard:
    def test_refuses_before_ten_transactions_and_says_how_many_are_missing(self, ada):
        ada.save("1.00")
        refused = ada.activate()
        assert (refused.status, refused["code"], refused["completed"], refused["required"]) == (
            409,
            "transactions_required",
            1,
            10,
        )
        assert ada.status() == "PENDING"

    def test_counts_successful_purchases_and_top_ups_only(self, ada):
        for _ in range(8):
            ada.save("1.00")
        ada.buy("1.00")
        ada.buy("999.00")
        assert ada.activate()["completed"] == 9
        ada.save("1.00")
        assert ada.activate().status == 200

    def test_opens_the_account_and_mails_once(self, ada):
        ada.with_active_credit()
        assert (ada.status(), find_account(ada.user_id, ada.credit, clock.now()).status) == ("ACTIVATED", "OPEN")
        (mail,) = mails_of(ada, "CARD.ACTIVATE")
        assert mail["messageId"] == f"{ada.credit}:CARD.ACTIVATE"
        assert mail["data"] == {
            "cardId": ada.credit,
            "last4": store.find_card(ada.credit).last4,
            "limit": "5000050.00",
            "currency": "USD",
        }

    def test_answers_the_same_for_a_card_that_is_active_already(self, ada):
        ada.with_active_credit()
        again = ada.activate()
        assert (again.status, again.body) == (200, {"cardId": ada.credit, "status": "ACTIVATED"})
        assert len(mails_of(ada, "CARD.ACTIVATE")) == 1

    def test_answers_the_same_for_a_debit_card(self, ada):
        assert ada.activate(card_id=ada.debit).body == {"cardId": ada.debit, "status": "ACTIVATED"}

    def test_answers_anothers_card_as_an_unknown_one(self, ada, bob):
        ada.with_active_credit()
        assert [bob.activate(card_id=each).status for each in (ada.credit, ada.debit)] == [404, 404]

    @pytest.mark.parametrize("card_id", ["nonsense", 7, None])
    def test_refuses_what_is_no_id(self, ada, card_id):
        assert ada.post("/card/activate", {"cardId": card_id}).status == 400

    def test_knows_no_card_that_does_not_exist(self, ada):
        assert [ada.activate(card_id=each).status for each in (ids.new_id(), "00000000-0000-4000-8000-000000000000")] == [
            404,
            404,
        ]

    def test_the_same_key_replays_success_and_refusal(self, ada):
        assert not ada.activate(key="early").replayed
        ada.with_active_credit()
        assert (ada.activate(key="early").status, ada.activate(key="early").replayed) == (409, True)
        first, again = ada.activate(key="late"), ada.activate(key="late")
        assert (again.status, again.body, again.replayed) == (200, first.body, True)

    def test_refuses_a_key_that_came_with_another_card(self, ada):
        ada.activate(key="k", card_id=ada.debit)
        assert ada.activate(key="k")["code"] == "idempotency_key_reused"

    def test_ten_at_once_activate_once(self, ada):
        for _ in range(10):
            ada.save("1.00")
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: ada.activate(), range(10)))
        assert {answer.status for answer in answers} == {200}
        assert len(mails_of(ada, "CARD.ACTIVATE")) == 1


class TestListCards:
    def test_shows_both_cards_with_their_balances(self, ada):
        ada.with_active_credit()
        ada.buy("25.00", card_id=ada.credit)
        items = {item["type"]: item for item in ada.get("/cards")["items"]}
        assert items["DEBIT"] == {
            "cardId": ada.debit, "type": "DEBIT", "status": "ACTIVATED", "last4": ada.cards["DEBIT"].last4, "currency": "USD", "frozen": False,
            "balance": "10.00", "posted": "10.00", "held": "0.00", "available": "10.00",
        }  # fmt: skip
        assert items["CREDIT"] == {
            "cardId": ada.credit, "type": "CREDIT", "status": "ACTIVATED", "last4": ada.cards["CREDIT"].last4, "currency": "USD", "frozen": False,
            "used": "25.00", "limit": "5000050.00", "posted": "25.00", "held": "0.00", "available": "5000025.00",
        }  # fmt: skip

    def test_shows_nobody_elses(self, ada, bob):
        assert {item["cardId"] for item in ada.get("/cards")["items"]} == {ada.debit, ada.credit}

    def test_shows_each_by_its_id_as_in_the_list_and_to_nobody_else(self, ada, bob):
        for card in ada.get("/cards")["items"]:
            assert ada.get(f"/cards/{card['cardId']}").body == card
        assert bob.get(f"/cards/{ada.debit}")["code"] == "card_not_found"

    def test_is_empty_before_the_cards_come(self, bank):
        assert Customer().get("/cards").body == {"items": [], "nextCursor": None}

    def test_goes_on_from_a_cursor_that_is_its_callers_own(self, ada, bob):
        first = ada.get("/cards?limit=1")
        second = ada.get(f"/cards?limit=1&cursor={first['nextCursor']}")
        assert {first["items"][0]["cardId"], second["items"][0]["cardId"]} == {ada.debit, ada.credit}
        assert bob.get(f"/cards?limit=1&cursor={first['nextCursor']}").status == 400


class TestFindCard:
    def test_tells_the_last_digits_to_other_contexts(self, ada):
        assert public.find_card(ada.user_id, ada.debit).last4 == ada.cards["DEBIT"].last4

    def test_knows_nobody_elses(self, ada, bob):
        with pytest.raises(public.UnknownCard):
            public.find_card(bob.user_id, ada.debit)
