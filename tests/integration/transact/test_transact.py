"""A user's balance: opened once with 100.00 USD, credited and debited without lost updates."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger import freezes
from chalicelib.ledger.public import Freeze, find_account, opening
from chalicelib.platform import dynamo
from chalicelib.transact.postings import new_account
from tests.support.accounts import ledger_events
from tests.support.api import Caller

pytestmark = pytest.mark.usefixtures("emulator")


def balance(caller: Caller) -> str:
    return caller.get(f"/balance?userId={caller.user_id}")["balance"]


def move(caller: Caller, type: str, amount: object, key: str | None = "fresh", query: str = ""):
    return caller.post(f"/transactions{query}", {"userId": caller.user_id, "amount": amount, "type": type}, key=key)


class TestGetBalance:
    def test_gives_a_new_user_100_usd(self, ada):
        found = ada.get(f"/balance?userId={ada.user_id}")
        assert (found.status, found["balance"], found["available"], found["currency"]) == (200, "100.00", "100.00", "USD")

    def test_gives_it_once_to_twenty_at_once(self, ada):
        with ThreadPoolExecutor(20) as pool:
            found = list(pool.map(lambda _: balance(ada), range(20)))
        assert set(found) == {"100.00"}
        (event,) = ledger_events(ada.user_id)
        legs = {leg["account"]: leg["amount"] for leg in event["legs"]}
        assert legs == {ada.user_id: 10_000, "bank:promotions": -10_000}

    def test_completes_an_opening_that_a_crash_cut_in_two(self, ada):
        dynamo.transact(opening(new_account(ada.user_id, clock.now())))
        assert balance(ada) == "100.00"

    def test_answers_another_as_unknown(self, ada):
        assert (ada.get(f"/balance?userId={Caller().user_id}").status, ada.get("/balance?userId=1").status) == (404, 400)
        assert ada.get("/balance").status == 400


class TestTransact:
    def test_credits_and_debits(self, ada):
        first, second = move(ada, "credit", "10"), move(ada, "debit", 0.5)
        assert [(each.status, each["balance"]) for each in (first, second)] == [(201, "110.00"), (201, "109.50")]

    def test_takes_the_older_spelling_of_amount_and_key(self, ada):
        body = {"userId": ada.user_id, "ammount": "10", "type": "credit"}
        first = ada.post("/transactions", body, key="k")
        again = move(ada, "credit", "10.00", key="k")
        assert (first["balance"], again.body, again.replayed) == ("110.00", first.body, True)

    def test_keeps_a_refusal_of_the_opening_under_the_callers_key(self, ada):
        """Else the same key would be answered otherwise after a thaw."""
        dynamo.write(freezes.begin_freeze(ada.user_id, Freeze("staff", clock.to_text(clock.now()), "A check", whole=True)))
        refused = move(ada, "credit", "10", key="k")
        dynamo.write(freezes.end_freeze(ada.user_id))
        again = move(ada, "credit", "10", key="k")
        assert (refused.status, again.status, again.replayed) == (423, 423, True)
        assert (move(ada, "credit", "10", key="other")["balance"], balance(ada)) == ("110.00", "110.00")

    def test_needs_a_key(self, ada):
        refused = move(ada, "credit", "10", key=None)
        assert (refused.status, refused["errors"][0]["field"]) == (400, "Idempotency-Key")
        assert balance(ada) == "100.00"

    def test_refuses_a_debit_below_zero(self, ada):
        refused = move(ada, "debit", "100.01")
        assert (refused.status, refused["code"], balance(ada)) == (422, "insufficient_funds", "100.00")

    def test_remembers_that_refusal(self, ada):
        move(ada, "debit", "150", key="k")
        move(ada, "credit", "100")
        again = move(ada, "debit", "150", key="k")
        assert (again.status, again.replayed, balance(ada)) == (422, True, "200.00")

    def test_moves_only_the_callers_balance(self, ada):
        other = Caller()
        refused = ada.post("/transactions", {"userId": other.user_id, "amount": "1", "type": "credit"})
        assert (refused.status, ledger_events(other.user_id)) == (404, [])

    def test_lets_twenty_debits_at_once_spend_only_what_is_there(self, ada):
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: move(ada, "debit", "10"), range(20)))
        assert sorted(each.status for each in answers) == [201] * 10 + [422] * 10
        assert sorted(each["balance"] for each in answers if each.status == 201) == sorted(
            f"{n}0.00" if n else "0.00" for n in range(10)
        )
        assert balance(ada) == "0.00"

    def test_debits_once_under_one_key_however_many_ask(self, ada):
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: move(ada, "debit", "10", key="same"), range(20)))
        assert {each.status for each in answers} == {201}
        assert len({each["transactionId"] for each in answers}) == 1
        assert balance(ada) == "90.00"

    @pytest.mark.parametrize("amount", ["0", "-1", "1.001", "1e3", "NaN", "", "1000000000000000.01", [], "١"])
    def test_refuses_what_is_no_amount(self, ada, amount):
        assert move(ada, "credit", amount).status == 400

    def test_refuses_a_type_it_does_not_know(self, ada):
        assert move(ada, "steal", "1").status == 400

    def test_is_exact_beyond_what_a_float_holds(self, ada):
        assert move(ada, "credit", "90071992547409.93")["balance"] == "90071992547509.93"


class TestDryRun:
    def test_foresees_a_first_transaction_without_opening(self, ada):
        foreseen = move(ada, "debit", "30", query="?dryRun=true")
        assert (foreseen.status, foreseen["balance"], foreseen["dryRun"]) == (200, "70.00", True)
        assert move(ada, "debit", "130", query="?dryRun=true").status == 422
        assert ledger_events(ada.user_id) == []

    def test_changes_nothing(self, ada):
        balance(ada)
        before = find_account(ada.user_id, ada.user_id, clock.now())
        assert move(ada, "debit", "30", query="?dryRun=true")["balance"] == "70.00"
        assert move(ada, "debit", "130", query="?dryRun=true", key="k").status == 422
        assert find_account(ada.user_id, ada.user_id, clock.now()) == before
        assert move(ada, "debit", "30", key="k").status == 201

    def test_is_told_by_true_or_false(self, ada):
        assert move(ada, "debit", "30", query="?dryRun=yes").status == 400
