"""What other contexts may use of transfers."""

from chalicelib.transfers.model import Transfer
from chalicelib.transfers.postings import GIVEN_BACK, TRANSFERRED
from chalicelib.transfers.store import every_transfer

__all__ = ["GIVEN_BACK", "TRANSFERRED", "Transfer", "every_transfer"]
