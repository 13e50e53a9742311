"""What other contexts may use of customers."""

from chalicelib.customers.queries import find_recipient
from chalicelib.customers.store import find_customer

__all__ = ["find_customer", "find_recipient"]
