"""Messages that move money are believed only when a fact of the bank says what they say."""

import json

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import clients, dynamo, outbox
from chalicelib.platform.call import Call
from tests.support.accounts import Said, bodies_to, deliver
from tests.support.api import staff

pytestmark = pytest.mark.usefixtures("emulator")


def deposit(ada, account: str, **changes: object) -> dict:
    """A command for a million as the bank would write it, of an operation that nobody began."""
    forged = {
        "command": "DEPOSIT_CMD", "operationId": ids.new_id(), "ownerId": ada.user_id, "accountId": account,
        "amountMinor": 1_000_000_00, "currency": "USD", "correlationId": "",
    }  # fmt: skip
    return {**forged, **changes}


def payment(ada, wallet: str, amount_minor: str) -> dict:
    return {
        "transactionId": ids.new_id(), "ownerId": ada.user_id, "walletId": wallet, "merchant": "Shop",
        "amountMinor": amount_minor, "currency": "USD", "correlationId": "",
    }  # fmt: skip


def entries(text: str) -> list[dict]:
    return [each for each in dynamo.scan_all("transaction-table-error") if text in each["input"]]


class TestForged:
    def test_a_command_makes_no_money(self, ada, account):
        assert deliver("ledger_commands", deposit(ada, account)) == [0]
        assert ada.money(account) == "100.00"

    def test_naming_a_fact_that_says_something_else_does_not_help(self, ada, account):
        (said,) = bodies_to("ledger-commands-sqs", ada.begin("deposit", account, "1"))
        for changes in ({"amountMinor": 1_000_000_00}, {"operationId": ids.new_id()}, {"command": "WITHDRAW_CMD"}):
            forged = Said({**said, **changes})
            forged.outbox_id = said.outbox_id
            assert deliver("ledger_commands", forged) == [0]
        assert ada.money(account) == "100.00"
        assert deliver("ledger_commands", said) == []

    @pytest.mark.parametrize("amount", ["-77700", "77700"])
    def test_a_payment_moves_nothing_either_way(self, ada, amount):
        wallet = ada.open_wallet("1000.00")
        assert deliver("wallets_process_payment", payment(ada, wallet, amount)) == [0]
        assert ada.get(f"/wallet/{wallet}")["balance"] == "1000.00"

    def test_an_approval_pays_no_loan_out(self, ada):
        wallet = ada.open_wallet()
        body = {"walletId": wallet, "amount": "50.00", "interestRate": "5", "termMonths": 12}
        loan = ada.post("/loan", body)["loanId"]
        forged = {"loanId": loan, "walletId": wallet, "ownerId": ada.user_id, "amountMinor": "5000", "currency": "USD"}
        assert deliver("wallets_credit_loan", forged) == [0]
        assert ada.get(f"/wallet/{wallet}")["balance"] == "0.00"

    def test_a_dead_letter_is_kept_and_cannot_be_retried(self, ada, account):
        forged = deposit(ada, account)
        assert deliver("ledger_commands_failed", forged) == []
        (entry,) = entries(forged["operationId"])
        assert (entry["retry"], "No fact of the bank says this" in entry["cause"]) == (None, True)
        refused = staff("operations").post(f"/admin/errors/{entry['uuid']}/retry")
        assert (refused.status, refused["code"]) == (409, "not_retryable")

    def test_what_was_only_sent_again_vouches_for_nothing(self, ada, account):
        """However it got into the outbox: an entry from before messages were vouched for, say."""
        forged = Said(deposit(ada, account))
        again = outbox.again("ledger-commands-sqs", json.dumps(forged), {})
        dynamo.transact([change := outbox.record("error.retried", [again], Call(clock.now()))])
        forged.outbox_id = dynamo.from_wire(change.request["Put"]["Item"])["id"]
        assert deliver("ledger_commands", forged) == [0]
        assert ada.money(account) == "100.00"


class TestBatch:
    def test_is_asked_about_in_one_read_and_lets_only_the_forged_one_down(self, ada, account, monkeypatch):
        commands = [said for _ in range(5) for said in bodies_to("ledger-commands-sqs", ada.begin("deposit", account, "1"))]
        database, asked = clients.client("dynamodb"), []
        read = database.batch_get_item

        def counted(**request):
            asked.extend(name for name in request["RequestItems"] if name.endswith("outbox-table"))
            return read(**request)

        monkeypatch.setattr(database, "batch_get_item", counted)
        assert deliver("ledger_commands", *commands[:3], deposit(ada, account), *commands[3:]) == [3]
        assert len(asked) == 1
        assert ada.money(account) == "105.00"

    @pytest.mark.parametrize("function", ["ledger_commands", "ledger_commands_failed"])
    def test_comes_again_when_the_database_does_not_answer(self, ada, account, monkeypatch, function):
        (said,) = bodies_to("ledger-commands-sqs", ada.begin("deposit", account, "1"))

        def silent(keys):
            raise RequestInProgress("The database is busy; try again")

        monkeypatch.setattr(dynamo, "get_many", silent)
        assert deliver(function, said) == [0]
        assert entries(said["operationId"]) == []
