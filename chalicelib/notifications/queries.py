"""Reads of how users are told."""

from chalicelib.customers import public as customers
from chalicelib.notifications import recipients
from chalicelib.notifications.model import Subscriber

subscriber, entries_of = recipients.find, recipients.entries_of


def preferences_of(user_id: str) -> tuple[Subscriber, customers.Locale]:
    """A customer's preferences and their language. Raises UnknownCustomer."""
    customer = customers.find_customer(user_id)
    if customer is None:
        raise customers.UnknownCustomer
    return recipients.find(user_id), customer.locale
