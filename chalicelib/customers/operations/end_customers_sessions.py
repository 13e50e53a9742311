"""End every session of a customer, whose device was lost, say."""

from dataclasses import replace

from chalicelib.customers import store
from chalicelib.customers.errors import UnknownCustomer
from chalicelib.identity import public as identity
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call


def end_customers_sessions(customer_id: str, call: Call) -> None:
    """Their refresh tokens are dead at once, their access tokens within a minute. Raises UnknownCustomer."""
    customer = store.find_customer(customer_id)
    if customer is None:
        raise UnknownCustomer
    ended = replace(identity.ending_all(customer.email, customer_id, call.now), refusal=UnknownCustomer())
    dynamo.transact([ended, audit.record("sessions.end", call, whom=customer_id)])
