"""Reads of customers."""

from dataclasses import dataclass

from chalicelib.customers import numbers, store
from chalicelib.customers.errors import UnknownCustomer, UnknownNumber
from chalicelib.customers.model import Customer


@dataclass(frozen=True, slots=True)
class Numbered:
    """One customer's number in one field, as it is kept."""

    field: numbers.Field
    ciphertext: str
    customer_id: str

    def opened(self) -> str:
        return numbers.opened(self.field, self.ciphertext, self.customer_id)


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


def customer_of(customer_id: str) -> Customer:
    """Who has made a customer's profile. Raises UnknownCustomer."""
    customer = store.find_customer(customer_id)
    if customer is None or customer.profiled_at is None:
        raise UnknownCustomer
    return customer


def sealed_number(customer_id: str, field: str) -> Numbered:
    """A customer's number, still sealed. Raises UnknownCustomer, and UnknownNumber where the bank has none by this name."""
    customer = store.find_customer(customer_id)
    if customer is None:
        raise UnknownCustomer
    if field == "ssn" and customer.ssn:
        return Numbered("ssn", customer.ssn, customer_id)
    if field == "documentNumber" and customer.document_number:
        return Numbered("documentNumber", customer.document_number, customer_id)
    raise UnknownNumber


search = store.search
