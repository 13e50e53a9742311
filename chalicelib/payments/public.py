"""What other contexts may use of payments."""

from chalicelib.payments.store import Payment, every_payment

__all__ = ["Payment", "every_payment"]
