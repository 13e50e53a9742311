"""What the screening finds."""

from chalicelib.kernel.failures import Unprocessable


class MerchantBlocked(Unprocessable):
    """The bank's customers do not pay this merchant, however its name is written."""

    code = "merchant_blocked"
    what_to_do = "Pay somebody else: no card, wallet or spelling of the name changes this."

    def __init__(self, merchant: str) -> None:
        super().__init__(f"Payments to {merchant} are declined")
