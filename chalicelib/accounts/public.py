"""What other contexts may use of accounts."""

from chalicelib.accounts import errors
from chalicelib.accounts.events import TOPIC, AccountCreated, body_of
from chalicelib.accounts.model import PRODUCTS, BankAccount
from chalicelib.accounts.operations.close_account import close_account
from chalicelib.accounts.operations.open_account import open_account
from chalicelib.accounts.queries import find, find_both, find_holder, owner_of
from chalicelib.accounts.schemas import AccountNumber
from chalicelib.accounts.store import (
    every_account,
    operation_begun,
    operation_ended,
    to_account,
    transfer_scheduled,
    transfer_unscheduled,
)

__all__ = [
    "PRODUCTS", "TOPIC", "AccountCreated", "AccountNumber", "BankAccount", "body_of", "close_account", "errors", "every_account", "find",
    "find_both", "find_holder", "open_account", "operation_begun", "operation_ended", "owner_of", "to_account", "transfer_scheduled",
    "transfer_unscheduled",
]  # fmt: skip
