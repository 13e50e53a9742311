"""What other contexts may use of wallets."""

from chalicelib.wallets.postings import DISBURSEMENT, PAYMENT, disbursement_scope

__all__ = ["DISBURSEMENT", "PAYMENT", "disbursement_scope"]
