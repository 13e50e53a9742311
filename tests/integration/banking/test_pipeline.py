"""The whole way of a deposit and a withdrawal through the real streams, queues and topics of the emulator."""

import pytest

from chalicelib.platform import dynamo
from chalicelib.platform.clients import client
from chalicelib.platform.settings import queue_url
from local.waiting import until
from ops.pointing import pointed_at
from tests.support import functions
from tests.support.accounts import Saver

FUNCTIONS = (
    "relay_outbox", "relay_journal", "ledger_commands", "banking_events", "query_events", "ledger_commands_failed",
)  # fmt: skip


@pytest.fixture(scope="module")
def deployed(provisioned_account):
    bank = provisioned_account("300000000002")
    functions.deploy(bank, *FUNCTIONS)
    return bank


@pytest.fixture
def ada(deployed):
    with pointed_at(deployed.url, deployed.account):
        yield Saver()


def ended(caller: Saver, operation_id: str) -> dict:
    def final():
        found = caller.get(f"/operation-status/{operation_id}")
        return found.body if found["status"] != "PENDING" else None

    return until(final, "the operation's end")


class TestPipeline:
    def test_carries_operations_to_their_end_and_to_the_projections(self, ada):
        account_id = ada.post("/accounts", {"type": "checking"})["accountId"]
        assert ended(ada, ada.begin("deposit", account_id, "20"))["status"] == "SUCCESSFUL"
        assert ended(ada, ada.begin("withdraw", account_id, "20.01"))["reason"]["code"] == "insufficient_funds"
        assert ended(ada, ada.begin("withdraw", account_id, "5"))["status"] == "SUCCESSFUL"
        until(lambda: ada.get(f"/balances/{account_id}")["balance"] == "15.00", "the balance")
        until(lambda: [item["balance"] for item in ada.get("/balances")["items"]] == ["15.00"], "the list's balance")
        rows = ada.get(f"/transactions/{account_id}")["items"]
        assert [(row["kind"], row["balanceAfter"]) for row in rows] == [("WITHDRAW_EVENT", "15.00"), ("DEPOSIT_EVENT", "20.00")]

    def test_puts_a_malformed_command_into_the_error_table(self, ada):
        client("sqs").send_message(QueueUrl=queue_url("ledger-commands-sqs"), MessageBody='{"command": "NONSENSE"}')
        found = until(lambda: [e for e in dynamo.scan_all("transaction-table-error") if "NONSENSE" in e["input"]], "the entry")
        assert (found[0]["source"], found[0]["error"]) == ("ledger_commands_failed", "MalformedMessage")
