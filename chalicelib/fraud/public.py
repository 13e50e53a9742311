"""What other contexts may use of fraud."""

from chalicelib.fraud.errors import MerchantBlocked
from chalicelib.fraud.operations.screen_merchant import screen_merchant
from chalicelib.fraud.schemas import Merchant

__all__ = ["Merchant", "MerchantBlocked", "screen_merchant"]
