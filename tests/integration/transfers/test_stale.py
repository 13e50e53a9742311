"""What guards a transfer is written on what was read of it; who read it before somebody else changed it is refused. Without the luck of a race."""

from dataclasses import replace

import pytest

from chalicelib.limits import public as limits
from chalicelib.platform import dynamo
from chalicelib.transfers import store
from tests.integration.transfers.test_transfers import known, pay
from tests.support.accounts import Saver, standing

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def paid(emulator) -> tuple[Saver, str, str]:
    """Who was paid twice, and the second transfer; and who paid."""
    ada, bob = standing(), standing()
    source, target = ada.open(balance="100.00"), known(ada, bob)
    _, second = (pay(ada, source, target, "10.00")["transactionId"] for _ in range(2))
    return bob, second, ada.user_id


def test_a_limit(paid):
    _, _, payer_id = paid
    place = limits.spending_row(payer_id, "USD")
    spending = limits.to_spending(payer_id, "USD", dynamo.get(*place))
    assert spending.version > 1
    with pytest.raises(dynamo.Refused):
        dynamo.transact([limits.spent(spending)])  # what was written already, as one who read the version before would


def test_what_was_given_back(paid):
    bob, transaction_id, _ = paid
    seen = store.find_transfer(transaction_id)
    assert bob.post(f"/api/v1/transactions/{transaction_id}/reverse", {"amount": "4.00", "reason": "Too much"}).status == 200
    with pytest.raises(dynamo.Refused):
        dynamo.transact([store.given_back(replace(seen, reversed_minor=600), seen)])
    assert store.find_transfer(transaction_id).reversed_minor == 400


def test_how_far_one_has_come(paid):
    _, transaction_id, _ = paid
    seen = store.find_transfer(transaction_id)
    with pytest.raises(dynamo.Refused):
        dynamo.transact([store.moved_on(replace(seen, status="RETURNED"), replace(seen, status="SUBMITTED"))])
    assert store.find_transfer(transaction_id).status == "COMPLETED"
