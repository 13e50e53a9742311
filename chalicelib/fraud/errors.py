"""What the screening finds."""

from chalicelib.kernel.failures import Unprocessable


class MerchantBlocked(Unprocessable):
    """422: the bank's customers do not pay this merchant, however its name is written."""

    code = "merchant_blocked"

    def __init__(self, merchant: str) -> None:
        super().__init__(f"Payments to {merchant} are declined")
