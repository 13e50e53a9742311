"""Let a customer in again, whose logins are locked by wrong guesses."""

from chalicelib.customers import store
from chalicelib.customers.errors import UnknownCustomer
from chalicelib.identity import public as identity
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call


def unlock_login(customer_id: str, call: Call) -> None:
    """Every source may try again, at once; also where nothing was locked. Raises UnknownCustomer."""
    customer = store.find_customer(customer_id)
    if customer is None:
        raise UnknownCustomer
    dynamo.transact([*identity.lifting_lock(customer.email), audit.record("login.unlock", call, whom=customer_id)])
