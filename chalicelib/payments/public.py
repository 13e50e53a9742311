"""What other contexts may use of payments."""

from chalicelib.payments.model import Payment
from chalicelib.payments.queries import scope_of
from chalicelib.payments.store import every_payment

__all__ = ["Payment", "every_payment", "scope_of"]
