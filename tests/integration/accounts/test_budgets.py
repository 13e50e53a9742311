"""What the money routes cost: calls to the database, counted, the secret and the rate limit being in memory."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from tests.support.accounts import bodies_to, deliver, ledger_events
from tests.support.calls import calls

pytestmark = pytest.mark.usefixtures("emulator")
READ, READ_ALL, WRITE = "GetItem", "BatchGetItem", "TransactWriteItems"


class TestBudget:
    @pytest.mark.parametrize("type", ["credit", "debit"])
    def test_of_a_credit_or_debit_is_one_read_and_one_transaction(self, ada, type):
        ada.get(f"/balance?userId={ada.user_id}")
        with calls() as made:
            assert ada.post("/transactions", {"userId": ada.user_id, "amount": "1", "type": type}).status == 201
        assert made == [READ if type == "credit" else READ_ALL, WRITE]  # what is taken is screened, in the same read

    def test_of_placing_capturing_and_voiding_a_hold_is_one_read_and_one_transaction(self, ada, account):
        end = clock.to_text(clock.now() + timedelta(minutes=1))
        with calls() as placed:
            hold_id = ada.post("/holds", {"accountId": account, "amount": "4", "expiresAt": end})["holdId"]
        with calls() as captured:
            assert ada.post(f"/holds/{hold_id}/capture", {"amount": "1"}).status == 200
        with calls() as voided:
            assert ada.post(f"/holds/{hold_id}/void").status == 200
        assert (placed, captured, voided) == ([READ, WRITE], ["Query", WRITE], ["Query", WRITE])

    @pytest.mark.parametrize("key", ["fresh", None])
    def test_of_a_deposit_is_one_transaction_then_two_reads_and_one_transaction_then_one_of_each(self, ada, account, key):
        with calls() as asked:
            operation_id = ada.begin("deposit", account, "1", key=key)
        (command,) = bodies_to("ledger-commands-sqs", operation_id)
        with calls() as posted:
            deliver("ledger_commands", command)
        event = ledger_events(ada.user_id)[-1]
        with calls() as ended:
            deliver("banking_events", event)
        assert (asked, posted, ended) == ([WRITE], [READ_ALL, READ, WRITE], [READ, WRITE])

    def test_of_a_projection_is_one_read_and_one_transaction(self, ada, account):
        event = ledger_events(ada.user_id)[-1]
        with calls() as made:
            deliver("query_events", event)
        assert made == [READ, WRITE]

    def test_of_a_point_in_time_is_one_query(self, ada, account):
        with calls() as made:
            assert ada.get(f"/balances/{account}?at={clock.to_text(clock.now())}").status == 200
        assert Counter(made) == {READ: 1, "Query": 1}  # whose account it is, and the entry
