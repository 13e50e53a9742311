"""Facts of customers and where each is delivered."""

from collections.abc import Sequence

from chalicelib.customers.model import Customer
from chalicelib.identity import public as identity
from chalicelib.kernel import ids
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change

_FIELDS = {"address": "address", "phone_number": "phoneNumber", "locale": "locale"}


def registered(customer: Customer, call: Call) -> Change:
    """Tells of it and starts the registration flow, named by the user id: it runs once however often the fact is delivered."""
    input = {"userId": customer.user_id, "correlationId": call.correlation_id}
    start = outbox.to_execution("cards_registration", customer.user_id, input)
    return outbox.record("user.registered", [identity.registered(customer.user_id, call), start], call)


def updated(customer: Customer, changed: Sequence[str], call: Call) -> Change:
    """One mail for each update that changed something; it names the changed fields, as callers know them, not their content."""
    data = {"changed": [_FIELDS[name] for name in changed]}
    mail = outbox.mail(ids.new_id(call.now), "USER.UPDATE", customer.user_id, data, call.correlation_id)
    return outbox.record("user.updated", [mail], call)
