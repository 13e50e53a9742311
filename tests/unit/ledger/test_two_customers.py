"""A posting between two customers: each is told of their own side, and of nothing else."""

import json
from collections.abc import Mapping

import pytest

from chalicelib.ledger import public as ledger
from chalicelib.ledger.errors import Unbalanced
from chalicelib.ledger.model import Account
from chalicelib.ledger.operations.reverse import reverse
from chalicelib.ledger.posting import Draft, Leg, Posting
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from tests.support.ledger import NOW, called, keyed, later, open_account

MEMO, SECRET = "for the flat", "what only the payer wrote"


@pytest.fixture
def payer(database) -> Account:
    return open_account(1_000)


@pytest.fixture
def payee(database) -> Account:
    return open_account(70_000)


def pay(payer: Account, payee: Account, amount: int = 300, *, told: Mapping | None = None, words: Mapping = {}) -> Receipt:
    """A transfer with words of the payer's own, answered with every balance that its answer is given to see."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        legs = (Leg(payer.account_id, -amount, "USD", payer.owner_id), Leg(payee.account_id, amount, "USD", payee.owner_id))
        details = {payer.account_id: {"memo": MEMO, "note": SECRET}, payee.account_id: {"memo": MEMO}}
        return Draft(legs, told if told is not None else details)

    def render(posted: ledger.Posted) -> dict[str, object]:
        balances = {name: account.balances() for name, account in posted.accounts.items()}
        legs = [leg.account_id for leg in posted.draft.legs]
        return {"balances": balances, "legs": legs, "details": {**posted.draft.details}}

    call = called(keyed("pay", payer.owner_id), own_words=words)
    return ledger.post(Posting("test.paid", call, compose, render, accounts=(payer.key, payee.key)))


class TestTwoCustomers:
    def test_each_entry_keeps_its_own_details(self, payer, payee, database):
        pay(payer, payee)
        told = {item["account_id"]: item["details"] for item in database.items("ledger-entries") if item["kind"] == "test.paid"}
        assert told == {payer.account_id: {"memo": MEMO, "note": SECRET}, payee.account_id: {"memo": MEMO}}

    def test_the_answer_is_made_of_the_callers_side(self, payer, payee):
        body = pay(payer, payee).body
        assert list(body["balances"]) == list(body["details"]) == body["legs"] == [payer.account_id]

    def test_the_event_tells_each_account_apart_and_the_journal_keeps_all(self, payer, payee, database):
        pay(payer, payee)
        (item,) = (each for each in database.items("ledger-journal") if each["kind"] == "test.paid")
        event = ledger.event_of(item)
        assert {touched["account"]: touched["details"] for touched in event["touched"]} == {
            payer.account_id: {"memo": MEMO, "note": SECRET},
            payee.account_id: {"memo": MEMO},
        }
        assert json.dumps(event, default=str).count(SECRET) == 1

    def test_an_account_of_which_nothing_is_told_has_empty_details(self, payer, payee, database):
        pay(payer, payee, told={payer.account_id: {"memo": MEMO}})
        (entry,) = (
            item for item in database.items("ledger-entries") if item["account_id"] == payee.account_id and item["seq"] == 2
        )
        assert entry["details"] == {}

    def test_details_of_an_account_that_is_not_touched_are_a_bug(self, payer, payee, database):
        with pytest.raises(Unbalanced):
            pay(payer, payee, told={"somebody": {"memo": MEMO}})


class TestReversalBetweenCustomers:
    def reverse(self, payer: Account, payee: Account, caller_id: str) -> Receipt:
        pay(payer, payee)
        call = Call(later(1), caller_id, key=keyed("back", caller_id))
        return reverse(keyed("pay", payer.owner_id).scope, call, reason="sold twice")

    def test_answers_the_callers_balances_only(self, payer, payee):
        body = self.reverse(payer, payee, payee.owner_id).body
        assert {name: each["posted"] for name, each in body["balances"].items()} == {payee.account_id: "700.00"}

    def test_answers_nobodys_to_the_staff(self, payer, payee):
        assert self.reverse(payer, payee, "staff").body["balances"] == {}

    def test_tells_the_reason_to_who_gave_it_only(self, payer, payee, database):
        self.reverse(payer, payee, payee.owner_id)
        told = {item["account_id"]: item["details"] for item in database.items("ledger-entries") if item["kind"] == "reversal"}
        assert "reason" not in told[payer.account_id] and told[payee.account_id]["reason"] == "sold twice"
        assert told[payer.account_id]["type"] == "REVERSAL"

    def test_keeps_the_reason_of_the_staff_in_the_journal(self, payer, payee, database):
        self.reverse(payer, payee, "staff")
        (mark,) = (item for item in database.items("ledger-journal") if item["kind"] == "reversed")
        assert (mark["reason"], mark["at"] >= NOW.isoformat()[:19]) == ("sold twice", True)
        assert "sold twice" not in json.dumps(database.items("ledger-entries"), default=str)


class TestOwnWords:
    def test_stay_on_the_side_of_who_said_them(self, payer, payee, database):
        words = {"reference": "order 4711", "metadata": {"department": "kitchen"}}
        body = pay(payer, payee, words=words).body
        told = {item["account_id"]: item["details"] for item in database.items("ledger-entries") if item["kind"] == "test.paid"}
        assert words.items() <= told[payer.account_id].items() and words.items() <= body.items()
        assert told[payee.account_id] == {"memo": MEMO}
