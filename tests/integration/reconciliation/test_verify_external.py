"""Verify knows transfers to other banks and what the network has of them: each planted corruption is found."""

from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.reconciliation.operations.verify_books import verify_books
from tests.support.accounts import Saver, standing
from tests.support.api import staff
from tests.support.transfers import OTHER_BANK, SIMULATIONS, carried, sent

TRANSFERS, NETWORK = "transfer-table", "network-table"


@pytest.fixture(autouse=True)
def made(empty_tables) -> dict[str, str]:
    """One transfer at each stage that there is, and money that came in."""
    ada = standing()
    account = ada.open(balance="100.00")
    stages: dict[str, tuple[str, ...]] = {"held": (), "submitted": ("submit",), "completed": ("submit", "settle")}
    transfers = {name: sent(ada, account, *steps, amount="10") for name, steps in stages.items()}
    for name, steps in (("returned", ("submit", "settle")), ("returned early", ("submit",))):
        transfers[name] = sent(ada, account, *steps, amount="10")
        assert carried(transfers[name], "return", code="R03").status == 200
    transfers["cancelled"] = sent(ada, account, amount="10")
    assert ada.post(f"/api/v1/transactions/{transfers['cancelled']}/cancel").status == 200
    transfers["received"] = receive(ada, account)
    ada.project()
    return transfers


def receive(ada: Saver, account: str) -> str:
    sender = {name: OTHER_BANK[name] for name in ("routingNumber", "accountNumber", "name")}
    number = ada.get(f"/accounts/{account}")["accountNumber"]
    body = {"accountNumber": number, "amount": "5", "sender": sender}
    return staff("operations").post(f"{SIMULATIONS}/inbound-ach-transfers", body)["transactionId"]


def found(later: timedelta = timedelta(minutes=7)) -> list[str]:
    """What is found once nothing is young any more; no relay runs here, so the outbox is left out."""
    findings = verify_books(now=clock.now() + later).findings
    return [finding.check for finding in findings if finding.check != "outbox"]


def spoil(transaction_id: str, **changes: object) -> None:
    item = dynamo.get(TRANSFERS, {"transaction_id": transaction_id})
    external = {**item["external"], **{name: changes.pop(name) for name in list(changes) if name in item["external"]}}
    dynamo.write(dynamo.put("item", TRANSFERS, {**item, "external": external, **changes}))


def test_honest_ones_have_nothing_to_find():
    assert found() == []


@pytest.mark.parametrize(
    ("which", "changes"),
    [
        ("held", {"status": "SUBMITTED"}),
        ("submitted", {"status": "BALANCE_RESERVED"}),
        ("submitted", {"amount_minor": 1001}),
        ("completed", {"status": "SUBMITTED", "settled_at": ""}),
        ("completed", {"status": "RETURNED"}),
        ("returned", {"status": "COMPLETED"}),
        ("returned early", {"settled_at": "2026-01-01T00:00:00.000Z"}),
        ("cancelled", {"status": "SUBMITTED"}),
        ("received", {"amount_minor": 501}),
    ],
    ids=str,
)
def test_one_that_stands_elsewhere_than_its_postings_is_found(made, which, changes):
    spoil(made[which], **changes)
    assert TRANSFERS in found()


def test_what_the_network_has_and_no_transfer_says_is_found(made):
    dynamo.write(dynamo.put("item", NETWORK, {**dynamo.get(NETWORK, {"id": made["completed"]}), "id": "lost"}))
    assert found() == [NETWORK]


def test_what_the_network_does_not_have_is_found(made):
    dynamo.write(dynamo.delete("item", NETWORK, {"id": made["submitted"]}))
    assert found() == [NETWORK]


def test_what_is_young_is_left_for_the_next_time(made):
    spoil(made["submitted"], amount_minor=999)  # no more than its payer's limit counts, which is held against rows of any age
    assert found(timedelta()) == []
