"""Facts of customers and where each is delivered."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.customers.model import Customer
from chalicelib.kernel import ids
from chalicelib.platform import outbox
from chalicelib.platform.dynamo import Change

_FIELDS = {"address": "address", "phone_number": "phoneNumber", "locale": "locale"}


def registered(customer: Customer, now: datetime, correlation_id: str) -> Change:
    """Starts the registration flow, named by the user id: it runs once however often the fact is delivered."""
    input = {"userId": customer.user_id, "correlationId": correlation_id}
    start = outbox.to_execution("cards_registration", customer.user_id, input)
    return outbox.record("user.registered", [start], now, correlation_id)


def updated(customer: Customer, changed: Sequence[str], now: datetime, correlation_id: str) -> Change:
    """One mail for each update that changed something; it names the changed fields, as callers know them, not their content."""
    data = {"changed": [_FIELDS[name] for name in changed]}
    mail = outbox.mail(ids.new_id(now), "USER.UPDATE", customer.user_id, data, correlation_id)
    return outbox.record("user.updated", [mail], now, correlation_id)
