"""Screen a purchase: the rules that need no money and no database."""

from chalicelib.cards.errors import MerchantBlocked


def screen_purchase(merchant: str, *, blocked: frozenset[str]) -> str | None:
    """The code that declines this merchant, None when nothing is found. `blocked` holds names in lower case."""
    return MerchantBlocked.code if " ".join(merchant.lower().split()) in blocked else None
