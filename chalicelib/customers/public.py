"""What other contexts may use of customers."""

from chalicelib.customers.queries import find_recipient

__all__ = ["find_recipient"]
