"""What other contexts may use of transfers."""

from chalicelib.transfers.model import GIVEN_BACK, TRANSFERRED, Transfer
from chalicelib.transfers.store import every_transfer, find_transfer

__all__ = ["GIVEN_BACK", "TRANSFERRED", "Transfer", "every_transfer", "find_transfer"]
