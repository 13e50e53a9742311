"""What other contexts may use of transfers."""

from chalicelib.transfers import errors
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.model import GIVEN_BACK, RECEIVED, RETURNED, SETTLED, SUBMITTED, TRANSFERRED, Transfer
from chalicelib.transfers.operations.make_transfer import MakeTransfer, found
from chalicelib.transfers.operations.start_series import check_series, consent_to_series, is_passing
from chalicelib.transfers.payee_schemas import PayeeName
from chalicelib.transfers.postings import transfer
from chalicelib.transfers.schemas import Note, check_target, command_of
from chalicelib.transfers.store import every_transfer, find_transfer

EXTERNAL = (SUBMITTED, SETTLED, RETURNED, RECEIVED)  # what moves money to other banks, or from them

__all__ = [
    "EXTERNAL", "GIVEN_BACK", "TRANSFERRED", "MakeTransfer", "Note", "PayeeName", "Payer", "Transfer", "check_series",
    "check_target", "command_of", "consent_to_series", "errors", "every_transfer", "find_transfer", "found", "is_passing", "transfer",
]  # fmt: skip
