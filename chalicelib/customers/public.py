"""What other contexts may use of customers."""

from chalicelib.customers.errors import DocumentTaken, UnknownCustomer
from chalicelib.customers.model import Customer, Locale
from chalicelib.customers.numbers import digest as number_digest
from chalicelib.customers.operations.number_document import numbering
from chalicelib.customers.operations.update_profile import changing_locale
from chalicelib.customers.pictures import Bounds, cleaned
from chalicelib.customers.queries import find_recipient
from chalicelib.customers.schemas import CustomerReply, DocumentNumber
from chalicelib.customers.store import every_customer, find_customer, unchanged

__all__ = [
    "Bounds",
    "Customer",
    "CustomerReply",
    "DocumentNumber",
    "DocumentTaken",
    "Locale",
    "UnknownCustomer",
    "changing_locale",
    "cleaned",
    "every_customer",
    "find_customer",
    "find_recipient",
    "number_digest",
    "numbering",
    "unchanged",
]
