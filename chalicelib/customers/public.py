"""What other contexts may use of customers."""

from chalicelib.customers.errors import UnknownCustomer
from chalicelib.customers.model import Customer
from chalicelib.customers.pictures import Bounds, cleaned
from chalicelib.customers.queries import find_recipient
from chalicelib.customers.schemas import CustomerReply
from chalicelib.customers.store import find_customer, unchanged

__all__ = ["Bounds", "Customer", "CustomerReply", "UnknownCustomer", "cleaned", "find_customer", "find_recipient", "unchanged"]
