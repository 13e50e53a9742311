"""Scheduled transfers by hand: made by a customer, whose email the bank finds by their profile."""

from datetime import timedelta

from chalicelib.customers import store as customers
from chalicelib.customers.model import Customer
from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from tests.support.accounts import Saver, consenting
from tests.support.api import Answer

SCHEDULED = "/api/v1/transactions/scheduled"


def scheduled(source: str, target: str, **more: object) -> dict[str, object]:
    """A request for a series from tomorrow on."""
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    about = {"fromAccountId": source, "toAccountId": target, "amount": "30.00"}
    return {**about, "startOn": tomorrow, "frequency": "monthly", "timezone": "UTC", **more}


def series(payer: Saver, source: str, target: str, *, key: str = "fresh", **more: object) -> Answer:
    """With consent where it is needed."""
    return consenting(payer, SCHEDULED, scheduled(source, target, **more), key)


def profiled(saver: Saver) -> Saver:
    """With the row that the bank finds their email by."""
    now = clock.to_text(clock.now())
    customer = Customer(saver.user_id, saver.user_id, "Ada", "Lovelace", saver.email, "en", now)
    for change in customers.new_customer(customer):
        dynamo.write(change)
    return saver
