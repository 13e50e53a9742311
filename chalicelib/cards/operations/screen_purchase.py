"""Screen a purchase: the finding is data, which the flow branches on."""

from chalicelib.fraud.public import MerchantBlocked, screen_merchant


def screen_purchase(merchant: str) -> str | None:
    """The code that declines a purchase at this merchant, None when nothing is found."""
    try:
        screen_merchant(merchant)
    except MerchantBlocked as blocked:
        return blocked.code
    return None
