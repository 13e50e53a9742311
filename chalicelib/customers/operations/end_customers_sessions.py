"""End every session of a customer, whose device was lost, say."""

from chalicelib.customers import store
from chalicelib.customers.errors import UnknownCustomer
from chalicelib.identity import public as identity
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call

MAXIMUM_ATTEMPTS = 2


def end_customers_sessions(customer_id: str, call: Call) -> None:
    """Their refresh tokens are dead at once, their access tokens within a minute. Raises UnknownCustomer."""
    for _ in range(MAXIMUM_ATTEMPTS):
        customer = store.find_customer(customer_id)
        if customer is None:
            raise UnknownCustomer
        ended = identity.ending_all(customer.email, customer_id, call.now)
        try:
            return dynamo.transact([ended, audit.record("sessions.end", call, whom=customer_id)])
        except dynamo.Refused as refused:
            if "credential" not in refused.items:
                raise
            # the email was changed since it was read
    raise RequestInProgress("Too many changes to this customer at once; try again")
