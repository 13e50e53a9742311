"""Reads of customers."""

from chalicelib.customers import store
from chalicelib.customers.errors import UnknownCustomer
from chalicelib.customers.model import Customer


def profile_of(user_id: str) -> tuple[Customer, str | None]:
    """A customer and a fresh link to their picture. Raises UnknownCustomer."""
    customer = store.find_customer(user_id)
    if customer is None:
        raise UnknownCustomer
    return customer, store.link_to(customer.avatar) if customer.avatar else None


def find_recipient(user_id: str) -> tuple[str, str, str] | None:
    """Where a mail to a user goes: (email, first name, locale)."""
    customer = store.find_customer(user_id)
    return (customer.email, customer.name, customer.locale) if customer else None
