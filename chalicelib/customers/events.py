"""Facts of customers and where each is delivered."""

from collections.abc import Sequence
from typing import Literal

from chalicelib.customers.model import Customer
from chalicelib.identity import public as identity
from chalicelib.kernel import ids
from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.dynamo import Change
from chalicelib.platform.schemas import Identifier

TOPIC: cloud_events.Topic = "customer-events"
Field = Literal["firstName", "lastName", "dateOfBirth", "ssn", "address", "phoneNumber", "locale", "timezone"]


@cloud_events.declare("customers", "customer.created", topic=TOPIC)
class CustomerCreated(Data):
    """A user made a customer's profile.

    customer_id: who, which is the user's id too
    """

    customer_id: Identifier


@cloud_events.declare("customers", "customer.updated", topic=TOPIC)
class CustomerUpdated(Data):
    """A customer changed their profile.

    customer_id: whose
    changed: the fields that are others than before, without what is in them
    version: the profile's version now
    """

    customer_id: Identifier
    changed: list[Field]
    version: int


def registered(customer: Customer, challenge_id: str, call: Call) -> Change:
    """Tells of it and starts the registration flow, named by the user id: it runs once however often the fact is delivered.

    The welcome carries the code that proves the email, so it leaves at once; the flow's own is the same mail under the same
    id, so whichever comes first is sent, with the code, and the other one is none.
    """
    input = {"userId": customer.user_id, "challengeId": challenge_id, "correlationId": call.correlation_id}
    start = outbox.to_execution("cards_registration", customer.user_id, input)
    welcome = outbox.mail(customer.user_id, "WELCOME", customer.user_id, {}, call.correlation_id, challenge_id)
    return outbox.record("user.registered", [identity.registered(customer.user_id, call), start, welcome], call)


def user_registered(user_id: str, call: Call) -> Change:
    """Tells of a user who is no customer yet; what a customer gets begins when the email is proven."""
    return outbox.record("user.registered", [identity.registered(user_id, call)], call)


def created(customer: Customer, call: Call) -> Change:
    """Tells of it and starts the flow that gives the customer an account and cards, named by the customer."""
    customer_id = customer.user_id
    event = cloud_events.about(customer_id, CustomerCreated(customer_id=customer_id), call)
    input = {"customerId": customer_id, "correlationId": call.correlation_id}
    start = outbox.to_execution("customers_onboarding", customer_id, input)
    return outbox.record("customer.created", [event, start], call)


def updated(customer: Customer, changed: Sequence[Field], call: Call) -> Change:
    """One mail for each update that changed something, and an event where there is a profile. Both name the changed fields, as
    callers know them, not their content."""
    mail = outbox.mail(ids.new_id(call.now), "USER.UPDATE", customer.user_id, {"changed": list(changed)}, call.correlation_id)
    data = CustomerUpdated(customer_id=customer.user_id, changed=list(changed), version=customer.version)
    told = [cloud_events.about(customer.user_id, data, call)] if customer.profiled_at else []
    return outbox.record("user.updated", [mail, *told], call)
