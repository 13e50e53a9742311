"""Reads of how users are told."""

from chalicelib.customers import public as customers
from chalicelib.notifications import devices, recipients
from chalicelib.notifications.model import Subscriber

subscriber, entries_of, devices_of = recipients.find, recipients.entries_of, devices.of


def preferences_of(user_id: str) -> tuple[Subscriber, customers.Locale]:
    """A customer's preferences and their language. Raises UnknownCustomer."""
    customer = customers.find_customer(user_id)
    if customer is None:
        raise customers.UnknownCustomer
    return recipients.find(user_id), customer.locale


def locale_of(user_id: str) -> customers.Locale:
    customer = customers.find_customer(user_id)
    return customer.locale if customer else "en"
