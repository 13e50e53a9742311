"""The machine `transfers_external` on the emulator: to its end by the clock, called off, killed in each wait, and each Catch taken."""

import json
import threading
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.public import every_journal_item
from chalicelib.networks import store as networks
from chalicelib.platform import dynamo, outbox, relay, settings, waits
from chalicelib.transfers import store
from chalicelib.transfers.external import wait_id_of
from local.waiting import until
from ops.pointing import pointed_at
from tests.support import functions, machines
from tests.support.accounts import Saver, standing
from tests.support.transfers import carried, sent

MACHINE = "transfers_external"
KEEP, SUBMIT, SETTLE = "platform_keep_token", "transfers_submit_transfer", "transfers_settle_transfer"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000023")
    functions.deploy(bank, KEEP, SUBMIT, SETTLE)
    with pointed_at(bank.url, bank.account):
        yield bank


@pytest.fixture
def ada(bank) -> Saver:
    return standing()


@pytest.fixture
def transfer(ada) -> str:
    """One whose window is a day away, whatever the clock says while the tests run."""
    transaction_id = sent(ada, ada.open(balance="100"))
    dynamo.write(waits.postpone(waits.find(wait_id_of(transaction_id)), clock.now() + timedelta(days=1)))
    return transaction_id


def about(transaction_id: str) -> dict[str, str]:
    return json.loads(waits.find(wait_id_of(transaction_id)).input)


def performed(kind: str, name: str) -> None:
    """What the relays do with deliveries of this kind, twice: the starts and wakings of `name`."""
    for item in (*every_journal_item(), *dynamo.scan_all("outbox-table")):
        for delivery in list(item.get("deliveries") or ()) * 2:
            if delivery["kind"] == kind and name in (delivery.get("name"), delivery.get("wait")):
                relay.perform(delivery)


def waiting(transaction_id: str, other_than: str = "") -> waits.Wait:
    wait_id = wait_id_of(transaction_id)
    return until(lambda: (row := waits.find(wait_id)).token not in ("", other_than) and row, "the token")


def started(transaction_id: str) -> waits.Wait:
    performed("execution", wait_id_of(transaction_id))
    return waiting(transaction_id)


def time_comes(transaction_id: str) -> None:
    """For what the transfer waits for."""
    dynamo.write(waits.postpone(waits.find(wait_id_of(transaction_id)), clock.now()))
    waits.sweep(clock.now())


def network_settles(transaction_id: str) -> None:
    networks.settled(networks.find(transaction_id), clock.now())


def status(transaction_id: str) -> str:
    return store.find_transfer(transaction_id).status


def end_of(bank, name: str) -> dict:
    return machines.at_its_end(bank, settings.execution_arn(MACHINE, name))


def entries(transaction_id: str) -> list[dict]:
    return [each for each in dynamo.scan_all("transfer-error-table") if transaction_id in each["input"]]


class TestExternal:
    def test_goes_to_its_end_by_the_clock(self, bank, transfer):
        first = started(transfer)
        time_comes(transfer)
        second = waiting(transfer, first.token)
        assert (status(transfer), second.due_at > clock.to_text(clock.now())) == ("SUBMITTED", True)
        time_comes(transfer)  # the network has not settled it: it is asked again in an hour
        waiting(transfer, second.token)
        network_settles(transfer)
        time_comes(transfer)
        execution = end_of(bank, wait_id_of(transfer))
        assert (execution["status"], execution["outcome"], status(transfer)) == ("SUCCEEDED", "COMPLETED", "COMPLETED")

    def test_goes_on_at_once_with_what_is_due(self, bank, transfer):
        dynamo.write(waits.postpone(waits.find(wait_id_of(transfer)), clock.now()))
        performed("execution", wait_id_of(transfer))
        until(lambda: status(transfer) == "SUBMITTED", "its submission")

    def test_ends_when_it_is_called_off(self, bank, ada, transfer):
        started(transfer)
        assert ada.post(f"/api/v1/transactions/{transfer}/cancel").status == 200
        performed("wake", wait_id_of(transfer))
        assert end_of(bank, wait_id_of(transfer))["outcome"] == "CANCELLED"

    def test_ends_when_it_comes_back(self, bank, transfer):
        first = started(transfer)
        time_comes(transfer)
        waiting(transfer, first.token)
        assert carried(transfer, "return", code="R03").status == 200
        performed("wake", wait_id_of(transfer))
        assert end_of(bank, wait_id_of(transfer))["outcome"] == "RETURNED"

    def test_ends_when_others_have_carried_it(self, bank, transfer):
        started(transfer)
        assert [carried(transfer, step)["status"] for step in ("submit", "settle")] == ["SUBMITTED", "COMPLETED"]
        performed("wake", wait_id_of(transfer))
        assert end_of(bank, wait_id_of(transfer))["outcome"] == "COMPLETED"

    @pytest.mark.parametrize("waits_for", ["window", "settlement"])
    def test_goes_on_after_the_bank_was_stopped(self, bank, transfer, waits_for):
        first = started(transfer)
        if waits_for == "settlement":
            time_comes(transfer)
            first = waiting(transfer, first.token)
        wait_id = wait_id_of(transfer)
        bank.clients("stepfunctions").stop_execution(executionArn=settings.execution_arn(MACHINE, wait_id))
        waits.sweep(clock.now() + 2 * waits.LOOK_EVERY)
        performed("execution", f"{wait_id}-r1")
        waiting(transfer, first.token)
        if waits_for == "window":
            token = waits.find(wait_id).token
            time_comes(transfer)
            waiting(transfer, token)
        network_settles(transfer)
        time_comes(transfer)
        # The second execution begins with the window: what was due by then is done, and it goes on.
        until(lambda: status(transfer) == "COMPLETED" or waits.sweep(clock.now()) is None, "its settlement")
        assert end_of(bank, f"{wait_id}-r1")["status"] == "SUCCEEDED"

    def test_is_taken_over_by_a_second_execution(self, bank, transfer):
        started(transfer)
        wait_id = wait_id_of(transfer)
        relay.perform(outbox.to_execution(MACHINE, f"{wait_id}-r1", about(transfer)))
        assert end_of(bank, wait_id)["outcome"] == "SUPERSEDED"


class TestFaults:
    def run_until(self, bank, transfer: str, function: str, *times: str) -> dict:
        """An execution without `function`, for which the time comes as often as `times` says."""
        run: list[dict] = []
        replaced = machines.without(bank, function)
        thread = threading.Thread(target=lambda: run.append(machines.run(bank, MACHINE, about(transfer), replaced)))
        thread.start()
        token = ""
        for _ in times:
            token = waiting(transfer, token).token
            time_comes(transfer)
        thread.join()
        return run[0]

    @pytest.mark.parametrize(
        ("function", "state", "times"),
        [
            (KEEP, "WaitForWindow", ()),
            (SUBMIT, "SubmitTransfer", ("window",)),
            (SETTLE, "CompleteTransfer", ("window", "settlement")),
        ],
    )
    def test_are_recorded_and_can_be_retried(self, bank, transfer, function, state, times):
        execution = self.run_until(bank, transfer, function, *times)
        assert (execution["status"], execution["error"]) == ("FAILED", "TransferNotCarried")
        (entry,) = entries(transfer)
        assert (entry["source"], entry["retry"]["machine"]) == (f"{MACHINE}.{state}", MACHINE)
        assert json.loads(entry["retry"]["input"]) == about(transfer)

    def test_of_the_second_wait_are_recorded(self, bank, transfer):
        """Its function is gone by the time the network has the payment."""
        ((keep, broken),) = machines.without(bank, KEEP).items()
        before = 'or comes back.",\n      "Arguments": {\n        "FunctionName": "'
        replaced = {before + keep: before + broken}
        run: list[dict] = []
        thread = threading.Thread(target=lambda: run.append(machines.run(bank, MACHINE, about(transfer), replaced)))
        thread.start()
        waiting(transfer)
        time_comes(transfer)
        thread.join()
        assert (run[0]["error"], entries(transfer)[0]["source"]) == ("TransferNotCarried", f"{MACHINE}.WaitForSettlement")

    def test_that_cannot_be_recorded_end_named(self, bank, transfer):
        replaced = machines.without(bank, KEEP) | {bank.place.name("table", "transfer-error-table"): "no-such-table"}
        execution = machines.run(bank, MACHINE, about(transfer), replaced)
        assert (execution["status"], execution["error"], entries(transfer)) == ("FAILED", "TransferNotCarried", [])

    def test_are_none_that_a_retry_mends_where_there_is_no_transfer(self, bank, ada, transfer):
        dynamo.write(waits.postpone(waits.find(wait_id_of(transfer)), clock.now()))
        unknown = {**about(transfer), "transactionId": ada.user_id}
        assert machines.run(bank, MACHINE, unknown)["error"] == "TransferNotCarried"
        assert entries(ada.user_id)[0]["error"] == "UnknownTransfer"
