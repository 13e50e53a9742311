"""Deposits and withdrawals from the request to their end, with every message twice and in the wrong order."""

import pytest

from chalicelib.accounts import store as accounts
from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from tests.support.accounts import bodies_to, deliver, ledger_events
from tests.support.api import Caller, staff

pytestmark = pytest.mark.usefixtures("emulator")


def pending_of(account_id: str) -> int:
    return accounts.find(account_id).pending


class TestBeginOperation:
    def test_answers_pending_once_the_command_is_written(self, ada):
        account_id = ada.open()
        begun = ada.post("/deposit", {"accountId": account_id, "amount": "12.50"})
        assert (begun.status, begun["status"]) == (200, "PENDING")
        (command,) = bodies_to("ledger-commands-sqs", begun["operationId"])
        assert (command["command"], command["amountMinor"], command["accountId"]) == ("DEPOSIT_CMD", 1250, account_id)
        assert ada.get(f"/operation-status/{begun['operationId']}")["status"] == "PENDING"
        assert ada.money(account_id) == "0.00"

    def test_begins_one_per_key(self, ada):
        account_id = ada.open()
        first = ada.begin("deposit", account_id, "1", key="k")
        assert ada.begin("deposit", account_id, "1.00", key="k") == first
        assert len(bodies_to("ledger-commands-sqs", account_id)) == 1

    def test_refuses_a_key_that_came_with_another_amount(self, ada):
        account_id = ada.open()
        ada.begin("deposit", account_id, "1", key="k")
        refused = ada.post("/deposit", {"accountId": account_id, "amount": "2"}, key="k")
        assert (refused.status, refused["code"]) == (422, "idempotency_key_reused")

    @pytest.mark.parametrize("amount", ["0", "-1", "1.001", "1e3", "NaN", " ", "", True, None, "100000000000000000"])
    def test_refuses_what_is_no_amount(self, ada, amount):
        account_id = ada.open()
        assert ada.post("/deposit", {"accountId": account_id, "amount": amount}).status == 400
        assert bodies_to("ledger-commands-sqs", account_id) == []

    def test_answers_anothers_account_as_an_unknown_one(self, ada):
        account_id = ada.open()
        answers = [Caller().post("/withdraw", {"accountId": other, "amount": "1"}) for other in (account_id, ids.new_id())]
        assert [(each.status, each["code"]) for each in answers] == [(404, "account_not_found")] * 2

    @pytest.mark.parametrize(
        ("currency", "amount", "minor"), [("JPY", "7", 7), ("KWD", "1.234", 1234), ("EUR", "1.50", 150), ("USD", "1.5", 150)]
    )
    def test_reads_an_amount_in_the_currency_of_its_account(self, ada, currency, amount, minor):
        account_id = ada.open(currency=currency)
        (command,) = bodies_to("ledger-commands-sqs", ada.begin("deposit", account_id, amount))
        assert (command["amountMinor"], command["currency"]) == (minor, currency)

    @pytest.mark.parametrize(("currency", "amount"), [("JPY", "1.5"), ("EUR", "1.234"), ("KWD", "1.2345")])
    def test_refuses_more_decimals_than_the_account_has(self, ada, currency, amount):
        account_id = ada.open(currency=currency)
        assert ada.post("/deposit", {"accountId": account_id, "amount": amount}).status == 400
        assert (bodies_to("ledger-commands-sqs", account_id), pending_of(account_id)) == ([], 0)

    def test_foresees_in_a_dry_run_and_changes_nothing(self, ada):
        account_id = ada.open(balance="10.00")
        journal, revision = len(ledger_events(ada.user_id)), accounts.find(account_id)
        foreseen = ada.post("/withdraw?dryRun=true", {"accountId": account_id, "amount": "4"})
        assert (foreseen.status, foreseen["balance"], foreseen["dryRun"]) == (200, "6.00", True)
        refused = ada.post("/withdraw?dryRun=true", {"accountId": account_id, "amount": "11"})
        assert (refused.status, refused["code"]) == (422, "insufficient_funds")
        assert (len(ledger_events(ada.user_id)), accounts.find(account_id)) == (journal, revision)
        assert ada.money(account_id) == "10.00"


class TestPostCommand:
    def test_posts_once_however_often_the_command_comes(self, ada):
        account_id = ada.open()
        operation_id = ada.begin("deposit", account_id, "5")
        commands = bodies_to("ledger-commands-sqs", operation_id)
        assert deliver("ledger_commands", *commands, *commands, *commands) == []
        assert deliver("ledger_commands", *commands) == []
        assert ada.money(account_id) == "5.00"
        assert [event["kind"] for event in ledger_events(ada.user_id)] == ["DEPOSIT_EVENT"]

    def test_succeeds_with_the_transaction(self, ada):
        account_id = ada.open()
        ended = ada.settle(ada.begin("deposit", account_id, "5"))
        (event,) = ledger_events(ada.user_id)
        assert (ended["status"], ended["transactionId"], ended["reason"]) == ("SUCCESSFUL", event["postingId"], None)
        assert pending_of(account_id) == 0

    def test_fails_a_withdrawal_below_zero_with_its_reason(self, ada):
        account_id = ada.open(balance="10.00")
        operation_id = ada.begin("withdraw", account_id, "10.01")
        ended = ada.settle(operation_id)
        assert (ended["status"], ended["reason"]["code"]) == ("FAILED", "insufficient_funds")
        assert (ada.money(account_id), pending_of(account_id)) == ("10.00", 0)
        assert ledger_events(ada.user_id)[-1]["kind"] == "WITHDRAW_FAILED_EVENT"
        (mail,) = bodies_to("notification-email-sqs", operation_id)
        assert (mail["template"], mail["data"]["amount"], mail["data"]["reason"]) == (
            "OPERATION.FAILED", "10.01", "insufficient_funds",
        )  # fmt: skip

    def test_keeps_a_failure_when_money_comes_later(self, ada):
        account_id = ada.open()
        operation_id = ada.begin("withdraw", account_id, "5")
        ada.settle(operation_id)
        ada.settle(ada.begin("deposit", account_id, "100"))
        assert ada.settle(operation_id)["status"] == "FAILED"
        assert ada.money(account_id) == "100.00"

    def test_never_goes_below_zero_in_any_order(self, ada):
        account_id = ada.open(balance="10.00")
        operations = [ada.begin("withdraw", account_id, "4") for _ in range(5)]
        commands = [command for each in operations for command in bodies_to("ledger-commands-sqs", each)]
        assert deliver("ledger_commands", *reversed(commands), *commands) == []
        deliver("banking_events", *ledger_events(ada.user_id))
        ended = [ada.get(f"/operation-status/{each}")["status"] for each in operations]
        assert sorted(ended) == ["FAILED"] * 3 + ["SUCCESSFUL"] * 2
        assert (ada.money(account_id), pending_of(account_id)) == ("2.00", 0)

    def test_takes_the_rest_of_a_batch_with_a_poisoned_message(self, ada):
        account_id = ada.open()
        (command,) = bodies_to("ledger-commands-sqs", ada.begin("deposit", account_id, "5"))
        poison = ["no json", {**command, "amountMinor": "much"}, {"command": "STEAL_CMD"}, [1]]
        assert deliver("ledger_commands", *poison, command) == [0, 1, 2, 3]
        assert ada.money(account_id) == "5.00"


class TestEndOperation:
    def test_counts_once_however_often_the_event_comes(self, ada):
        account_id = ada.open(balance="10.00")
        waiting = ada.begin("deposit", account_id, "1")
        events = ledger_events(ada.user_id)
        assert deliver("banking_events", *events, *events) == []
        assert (pending_of(account_id), ada.get(f"/operation-status/{waiting}")["status"]) == (1, "PENDING")

    def test_shows_what_the_ledger_said_before_its_event_has_come(self, ada):
        account_id = ada.open()
        operation_id = ada.begin("deposit", account_id, "5")
        deliver("ledger_commands", *bodies_to("ledger-commands-sqs", operation_id))
        asked = [ada.get(f"/operation-status/{operation_id}") for _ in range(2)]
        (event,) = ledger_events(ada.user_id)
        assert [(each["status"], each["transactionId"]) for each in asked] == [("SUCCESSFUL", event["postingId"])] * 2
        assert pending_of(account_id) == 0
        assert deliver("banking_events", event) == []
        assert pending_of(account_id) == 0

    def test_tells_the_customer_of_a_failure_once_whoever_ends_it(self, ada):
        account_id = ada.open()
        operation_id = ada.begin("withdraw", account_id, "5")
        deliver("ledger_commands", *bodies_to("ledger-commands-sqs", operation_id))
        assert ada.get(f"/operation-status/{operation_id}")["reason"]["code"] == "insufficient_funds"
        assert deliver("banking_events", *ledger_events(ada.user_id)) == []
        assert len(bodies_to("notification-email-sqs", operation_id)) == 1

    def test_is_not_ended_by_a_forged_event(self, ada):
        """Neither by one of a posting that never was, nor by a true one that speaks of another operation."""
        account_id = ada.open(balance="1.00")
        operation_id = ada.begin("deposit", account_id, "5")
        (true,) = ledger_events(ada.user_id)
        true["touched"][0]["details"]["operationId"] = operation_id
        for forged in (true, {**true, "scope": f"{ada.user_id}#none"}, {**true, "scope": None}):
            assert deliver("banking_events", forged) == [0]
        assert ada.get(f"/operation-status/{operation_id}")["status"] == "PENDING"

    def test_hands_back_an_event_of_an_operation_nobody_began(self, ada):
        ada.open(balance="1.00")
        (event,) = ledger_events(ada.user_id)
        event["touched"][0]["details"]["operationId"] = ids.new_id()
        assert deliver("banking_events", event) == [0]

    def test_answers_anothers_operation_as_an_unknown_one(self, ada):
        operation_id = ada.begin("deposit", ada.open(), "1")
        assert Caller().get(f"/operation-status/{operation_id}").status == 404


class TestDeadCommands:
    def test_keeps_a_malformed_command_with_its_cause_and_no_retry(self):
        mark = ids.new_id()
        assert deliver("ledger_commands_failed", {"command": "STEAL_CMD", "mark": mark}) == []
        (entry,) = [each for each in dynamo.scan_all("transaction-table-error") if mark in each["input"]]
        assert (entry["error"], entry["retry"], entry["status"]) == ("MalformedMessage", None, "OPEN")
        assert "Invalid enum value 'STEAL_CMD'" in entry["cause"]

    def test_lets_an_admin_send_a_good_one_again_once(self, ada):
        account_id = ada.open()
        (command,) = bodies_to("ledger-commands-sqs", ada.begin("deposit", account_id, "5"))
        deliver("ledger_commands_failed", "filler", command)
        (entry,) = [each for each in dynamo.scan_all("transaction-table-error") if account_id in each["input"]]
        assert staff("operations").post(f"/admin/errors/{entry['uuid']}/retry", key=None).status == 202
        assert staff("operations").post(f"/admin/errors/{entry['uuid']}/retry", key=None)["code"] == "already_retried"
        again = bodies_to("ledger-commands-sqs", command["operationId"])
        assert again == [command, command]
        assert deliver("ledger_commands", *again) == []
        assert ada.money(account_id) == "5.00"
