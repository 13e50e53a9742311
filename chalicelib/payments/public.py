"""What other contexts may use of payments."""

from chalicelib.payments.model import Payment
from chalicelib.payments.store import every_payment

__all__ = ["Payment", "every_payment"]
