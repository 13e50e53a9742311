"""The ledger on the emulator's DynamoDB, in an account of its own for this folder, so that its books can be judged whole."""

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.operations.verify import Finding, TrialBalance, verify_ledger
from ops.pointing import pointed_at

LEDGER_ACCOUNT = "400000000001"


@pytest.fixture(scope="session")
def ledger_account(emulator_process, provisioned_account) -> None:
    with pointed_at(emulator_process.url, LEDGER_ACCOUNT):
        provisioned_account(LEDGER_ACCOUNT)


@pytest.fixture(autouse=True)
def _ledger(emulator_process, ledger_account):
    with pointed_at(emulator_process.url, LEDGER_ACCOUNT):
        yield


@pytest.fixture
def verify():
    """`verify()` gives the findings of the whole ledger as it is."""

    def run(trial: TrialBalance | None = None) -> list[Finding]:
        return list(verify_ledger(clock.now(), trial or TrialBalance(), lambda what, done: None))

    return run
