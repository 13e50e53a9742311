"""What other contexts may use of wallets."""

from chalicelib.wallets.postings import PAYMENT, payment_scope

__all__ = ["PAYMENT", "payment_scope"]
