"""How an entry changes a balance, and that events and entries tell the same."""

import pytest

from chalicelib.ledger.public import Account
from chalicelib.query.events import entries_of, entry_of
from chalicelib.query.model import Balance, Entry

HOLDS = {"h": {"amount": 400, "remaining": 300, "expires_at": "2026-01-02T00:00:00.000Z"}}
ENTRY = Entry("o", "a", "checking", "USD", "credit", 1, "t", "p", "DEPOSIT_EVENT", 1000, 1000, 0, HOLDS, {"type": "DEPOSIT"})


class TestBalance:
    def test_holds_until_the_hold_ends(self):
        balance = Balance("o", "a", "checking", "USD", "credit").after(ENTRY)
        before, after = balance.figures("2026-01-01T23:59:59.999Z"), balance.figures("2026-01-02T00:00:00.000Z")
        assert (before["held"], before["available"]) == ("3.00", "7.00")
        assert (after["held"], after["available"], after["posted"]) == ("0.00", "10.00", "10.00")

    def test_turns_what_is_owed_round(self):
        owed = Balance("o", "a", "loan", "USD", "debit", seq=1, balance=-500, floor=-2000)
        assert (owed.figures("t")["balance"], owed.figures("t")["available"]) == ("5.00", "15.00")


class TestEntry:
    def test_is_the_same_from_an_event_and_from_the_ledgers_entries(self):
        touched = {"account": "a", "owner": "o", "product": "checking", "currency": "USD", "side": "credit", "floor": 0,
                   "holds": HOLDS, "seq": 1, "balance": 1000, "held": 300, "available": 700, "completed": 0,
                   "details": {"type": "DEPOSIT"}}  # fmt: skip
        legs = [{"account": "a", "amount": 1000, "currency": "USD"}, {"account": "bank:cash", "amount": -1000, "currency": "USD"}]
        event = {
            "postingId": "p",
            "kind": "DEPOSIT_EVENT",
            "at": "t",
            "legs": legs,
            "touched": [touched],
        }
        item = {"seq": 1, "at": "t", "posting_id": "p", "kind": "DEPOSIT_EVENT", "amount": 1000, "balance": 1000, "floor": 0,
                "holds": HOLDS, "details": {"type": "DEPOSIT"}}  # fmt: skip
        account = Account("o", "a", "checking", "USD", "credit", "OPEN", "t")
        assert list(entries_of(event)) == [entry_of(account, item)] == [ENTRY]

    @pytest.mark.parametrize("product", ["wallet", "balance", "debit_card", "credit_card", "loan", "savings_goal"])
    def test_is_of_a_checking_or_savings_account(self, product):
        assert list(entries_of({"touched": [{"product": product}]})) == []
