"""A drill: the whole bank goes back to one second, by the operator's own command, and works on from there.

The emulator knows no past: its point-in-time restore takes what is there when it is asked. So the copies are made at the
second itself, and the damage comes between the steps.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from release.declaration import ROOT
from tests.support.stack import Stack, running_stack


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    with running_stack(tmp_path_factory.mktemp("restored"), SFN_WAIT_SCALE="0.2", BCRYPT_ROUNDS="6") as stack:
        yield stack


def restore(bank: Stack, at: datetime, step: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"BANK_LOCAL_DIR": str(bank.settings.folder), "BANK_STAGE": ""}
    command = [sys.executable, "-m", "ops.restore", f"{at:%FT%TZ}", step]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def run(bank: Stack, at: datetime, step: str) -> str:
    done = restore(bank, at, step)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.xdist_group("restored")
def test_a_bank_goes_back_to_one_second_and_works_on(bank):
    customer = bank.registered()
    ada = customer.api
    session = ada.call("POST", "/login", {"email": customer.email, "password": customer.person["password"]})["refreshToken"]
    account = ada.post("/accounts", {"type": "checking", "currency": "USD"})["accountId"]
    ada.post("/deposit", {"accountId": account, "amount": "100.00"})
    wallet = ada.post("/wallet")["walletId"]
    ada.post(f"/wallet/{wallet}/credit", {"amount": "50.00"}, key="before")
    bank.settle()
    at = datetime.now(UTC).replace(microsecond=0)

    assert "they agree" in run(bank, at, "copy")
    # What must be gone: a movement, somebody new, and a balance that no posting explains.
    ada.post(f"/wallet/{wallet}/credit", {"amount": "1.00"}, key="after")
    bob = bank.registered()
    accounts = bank.place.name("table", "ledger-accounts")
    bank.clients("dynamodb").update_item(
        TableName=accounts, Key={"owner_id": {"S": customer.user_id}, "account_id": {"S": wallet}},
        UpdateExpression="SET posted = :much", ExpressionAttributeValues={":much": {"N": "99999999"}},
    )  # fmt: skip
    bank.settle()

    run(bank, at, "swap")
    assert ada.get(f"/wallet/{wallet}").status >= 429  # nobody gets in while the doors are closed
    assert run(bank, at, "swap")  # asked for again, it has nothing left to do
    opened = run(bank, at, "open")
    assert "they agree" in opened

    again = bank.api.as_user(customer.email, customer.person["password"])
    assert again.get(f"/wallet/{wallet}")["balance"] == "50.00"
    assert again.get(f"/balances/{account}")["balance"] == "100.00"
    assert bank.api.call("POST", "/login", {"email": bob.email, "password": bob.person["password"]}).status == 401
    replayed = again.post(f"/wallet/{wallet}/credit", {"amount": "50.00"}, key="before")
    assert replayed.headers["idempotency-replayed"] == "true" and replayed["balance"] == "50.00"
    assert again.post(f"/wallet/{wallet}/credit", {"amount": "1.00"}, key="after")["balance"] == "51.00"
    assert bank.api.call("POST", "/refresh", {"refreshToken": session}).status == 401
    # The streams hang on the new tables: what is posted now arrives at the query side.
    again.post("/deposit", {"accountId": account, "amount": "5.00"})
    bank.settle()
    assert again.get(f"/balances/{account}")["balance"] == "105.00"
    bank.verify()
    left = bank.clients("dynamodb").get_paginator("list_tables").paginate()
    assert not [name for page in left for name in page["TableNames"] if "-at-" in name]


@pytest.mark.xdist_group("restored")
def test_refuses_a_second_that_no_table_remembers(bank):
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    refused = restore(bank, long_ago, "copy")
    assert refused.returncode == 1
    assert "can be had as of" in refused.stderr
