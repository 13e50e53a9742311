"""What other contexts may use of accounts."""

from chalicelib.accounts import errors
from chalicelib.accounts.events import TOPIC, body_of
from chalicelib.accounts.model import BankAccount, is_number
from chalicelib.accounts.operations.change_status import freeze_account, unfreeze_account
from chalicelib.accounts.operations.close_account import close_account
from chalicelib.accounts.operations.open_account import open_account
from chalicelib.accounts.queries import PRODUCTS, find, find_with_money
from chalicelib.accounts.store import every_account, operation_begun, operation_ended, to_account, transfer_scheduled

__all__ = [
    "PRODUCTS", "TOPIC", "BankAccount", "body_of", "close_account", "errors", "every_account", "find", "find_with_money",
    "freeze_account", "is_number", "open_account", "operation_begun", "operation_ended", "to_account",
    "transfer_scheduled", "unfreeze_account",
]  # fmt: skip
