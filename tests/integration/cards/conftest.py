"""A bank of cards: everything declared, and the functions of the purchase flow."""

import pytest

from chalicelib.platform.clients import client
from ops.pointing import pointed_at
from release.declaration import load
from tests.support import functions
from tests.support.cards import Customer
from tests.support.screening import blacklisted

BLOCKED = ("casino royale", "dark market", "straße")


@pytest.fixture(scope="session")
def purchase_flow(provisioned_account):
    """The machine with its real tasks. Its timeouts are longer than declared: a busy workstation is slow, not broken."""
    bank = provisioned_account("300000000001")
    functions.deploy(bank, "cards_post_purchase", timeout_seconds=30)
    definition = load().machine_definition("cards_purchase", bank.place, bank.url)
    definition = definition.replace('"TimeoutSeconds": 8,', '"TimeoutSeconds": 20,')
    bank.clients("stepfunctions").update_state_machine(
        stateMachineArn=bank.place.arn("machine/cards_purchase"), definition=definition
    )
    return bank


@pytest.fixture(scope="module")
def bank(purchase_flow):
    with pointed_at(purchase_flow.url, purchase_flow.account):
        for service in ("dynamodb", "stepfunctions"):
            client(service)  # before threads ask for it: each would make its own
        with blacklisted(*BLOCKED):
            yield purchase_flow


@pytest.fixture
def ada(bank) -> Customer:
    """A customer with both cards and nothing on them."""
    return Customer().with_cards()


@pytest.fixture
def bob(bank) -> Customer:
    return Customer().with_cards()
