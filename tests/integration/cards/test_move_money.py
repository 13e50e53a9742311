"""Top-ups of debit cards and payments to credit cards: answers, refusals, keys, cost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.platform.clients import client


@pytest.fixture
def calls(bank):
    """The DynamoDB calls that are made: (operation, items of a transaction)."""
    made = []

    def note(params, model, **_):
        made.append((model.name, len(params.get("TransactItems", ()))))

    events = client("dynamodb").meta.events
    events.register("provide-client-params.dynamodb", note)
    yield made
    events.unregister("provide-client-params.dynamodb", note)


class TestSave:
    def test_answers_with_the_balance_and_counts(self, ada):
        saved = ada.save("100.00", merchant="Payroll")
        assert (saved.status, saved["balance"], saved["merchant"], ada.completed()) == (201, "100.00", "Payroll", 1)

    def test_is_one_read_and_one_transaction_of_three_items(self, ada, calls):
        ada.save("100.00")
        assert calls == [("GetItem", 0), ("TransactWriteItems", 3)]

    def test_refuses_a_credit_card(self, ada):
        refused = ada.save("1.00", card_id=ada.credit)
        assert (refused.status, refused["code"]) == (409, "not_a_debit_card")

    def test_answers_anothers_card_as_an_unknown_one(self, ada, bob):
        refused = ada.save("1.00", card_id=bob.debit)
        assert (refused.status, refused["code"], bob.balance()) == (404, "card_not_found", "0.00")

    @pytest.mark.parametrize(
        "card_id", ["nonsense", "01a1fd18-f9e1-7ee1-a0d3-6c7e7afb4b12", "00000000-0000-4000-8000-000000000000"]
    )
    def test_knows_no_such_card(self, ada, card_id):
        assert ada.save("1.00", card_id=card_id).status == 404

    @pytest.mark.parametrize("merchant", ["", " x", 7, "x" * 201, "a\nb"])
    def test_refuses_what_is_no_merchant(self, ada, merchant):
        assert ada.save("1.00", merchant=merchant).status == 400

    def test_the_same_key_saves_once(self, ada):
        first, again = ada.save("5.00", key="k"), ada.save("5", key="k")
        assert (again.body, again.replayed, first.replayed, ada.balance()) == (first.body, True, False, "5.00")

    def test_refuses_a_key_that_came_with_another_body_or_card(self, ada, bob):
        ada.save("5.00", key="k")
        assert ada.save("6.00", key="k")["code"] == "idempotency_key_reused"
        assert ada.save("5.00", key="k", card_id=ada.credit)["code"] == "idempotency_key_reused"

    def test_remembers_a_refusal(self, ada):
        ada.save("1.00", key="k", card_id=ada.credit)
        assert ada.save("1.00", key="k", card_id=ada.credit).replayed

    def test_a_dry_run_changes_nothing(self, ada):
        tried = ada.post(f"/transactions/save/{ada.debit}?dryRun=true", {"amount": "5.00"}, key=None)
        assert (tried.status, tried["balance"], ada.balance(), ada.completed()) == (200, "5.00", "0.00", 0)

    def test_twelve_at_once_lose_nothing(self, ada):
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: ada.save("1.00"), range(12)))
        assert {answer.status for answer in answers} == {201}
        assert (ada.balance(), ada.completed()) == ("12.00", 12)


class TestPay:
    @pytest.fixture
    def in_debt(self, ada):
        ada.with_active_credit()
        ada.buy("250.00", card_id=ada.credit)
        return ada

    def test_answers_with_what_is_still_used(self, in_debt):
        paid = in_debt.pay("100.00")
        assert (paid.status, paid["used"], paid["available"]) == (201, "150.00", "4999900.00")

    def test_does_not_count_as_a_completed_transaction(self, in_debt):
        before = in_debt.completed()
        in_debt.pay("100.00")
        assert in_debt.completed() == before

    def test_is_one_read_and_one_transaction_of_three_items(self, in_debt, calls):
        in_debt.pay("1.00")
        assert calls == [("GetItem", 0), ("TransactWriteItems", 3)]

    def test_refuses_more_than_what_is_used(self, in_debt):
        refused = in_debt.pay("250.01")
        assert (refused.status, refused["code"], in_debt.balance(in_debt.credit)) == (422, "overpayment", "250.00")

    def test_pays_off_to_nothing(self, in_debt):
        assert in_debt.pay("250.00")["used"] == "0.00"
        assert in_debt.pay("0.01")["code"] == "overpayment"

    def test_refuses_a_debit_card(self, ada):
        refused = ada.pay("1.00", card_id=ada.debit)
        assert (refused.status, refused["code"]) == (409, "not_a_credit_card")

    def test_refuses_a_card_that_is_not_active(self, ada):
        refused = ada.pay("1.00")
        assert (refused.status, refused["code"]) == (409, "card_not_active")

    def test_answers_anothers_card_as_an_unknown_one(self, in_debt, bob):
        assert bob.pay("1.00", card_id=in_debt.credit).status == 404

    def test_the_same_key_pays_once(self, in_debt):
        first, again = in_debt.pay("50.00", key="k"), in_debt.pay("50.00", key="k")
        assert (again.body, again.replayed, in_debt.balance(in_debt.credit)) == (first.body, True, "200.00")

    def test_twenty_payments_at_once_pay_no_more_than_is_used(self, in_debt):
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: in_debt.pay("25.00"), range(20)))
        assert sorted(answer.status for answer in answers) == [201] * 10 + [422] * 10
        assert in_debt.balance(in_debt.credit) == "0.00"

    def test_a_dry_run_changes_nothing(self, in_debt):
        tried = in_debt.post(f"/card/paid/{in_debt.credit}?dryRun=true", {"amount": "5.00"}, key=None)
        assert (tried.status, tried["used"], in_debt.balance(in_debt.credit)) == (200, "245.00", "250.00")
