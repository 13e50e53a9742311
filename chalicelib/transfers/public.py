"""What other contexts may use of transfers."""

from chalicelib.transfers.model import GIVEN_BACK, RECEIVED, RETURNED, SETTLED, SUBMITTED, TRANSFERRED, Transfer
from chalicelib.transfers.store import every_transfer, find_transfer

EXTERNAL = (SUBMITTED, SETTLED, RETURNED, RECEIVED)  # what moves money to other banks, or from them

__all__ = ["EXTERNAL", "GIVEN_BACK", "TRANSFERRED", "Transfer", "every_transfer", "find_transfer"]
