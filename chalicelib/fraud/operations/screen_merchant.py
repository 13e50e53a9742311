"""Screen a merchant: the rules that need no money and no database."""

from chalicelib.fraud.errors import MerchantBlocked
from chalicelib.fraud.model import is_blocked
from chalicelib.platform import settings


def screen_merchant(merchant: str) -> None:
    """Raises MerchantBlocked for a merchant of BLOCKED_MERCHANTS, however its name is written."""
    if is_blocked(merchant, settings.blocked_merchants()):
        raise MerchantBlocked(merchant)
