"""Reads of accounts, straight from the ledger's and their own rows: usable before any projection has caught up."""

from datetime import datetime
from itertools import islice

from chalicelib.accounts import errors, store
from chalicelib.accounts.model import PRODUCTS, BankAccount, Holder
from chalicelib.customers.public import Customer, find_customer
from chalicelib.ledger.public import Account, accounts_of, find_account
from chalicelib.platform.dynamo import Item


def find(owner_id: str, account_id: str) -> BankAccount:
    """The row of an account. Raises UnknownAccount, for another's too."""
    row = store.find(account_id)
    if row is None or row.owner_id != owner_id:
        raise errors.UnknownAccount("No such account")
    return row


def find_both(account_id: str, *, to_account: str = "", to_number: str = "") -> tuple[BankAccount | None, Holder | None]:
    """The account that pays, whoever's it is, and who has the one that is paid, by its id or its number: one read."""
    other = {"account_id": to_account} if to_account else {"account_number": to_number}
    source, found = store.find_pair(account_id, other)
    return source, _holder(found)


def find_holder(account_number: str) -> Holder | None:
    """Who has the account with this number."""
    return _holder(store.find_number(account_number))


def _holder(found: Item | None) -> Holder | None:
    return Holder(found["account_id"], found["account_number"], found["owner_id"]) if found else None


def customer_of(customer_id: str) -> Customer:
    """Raises UnknownOwner."""
    if (customer := find_customer(customer_id)) is None:
        raise errors.UnknownOwner("No such customer")
    return customer


def check_owner(customer_id: str, now: datetime) -> None:
    """Raises UnknownOwner for who is no customer and has no account either."""
    if find_customer(customer_id) is None and not any(accounts_of(customer_id, now)):
        raise errors.UnknownOwner("No such customer")


def find_with_money(owner_id: str, account_id: str, now: datetime) -> tuple[BankAccount, Account]:
    """Row and ledger account. Raises UnknownAccount."""
    return find(owner_id, account_id), find_account(owner_id, account_id, now)


def list_accounts(
    owner_id: str, now: datetime, *, limit: int, start: Item | None
) -> tuple[list[tuple[BankAccount, Account]], Item | None]:
    """A page of an owner's accounts, oldest first, and the key to go on from."""
    after = start["after"] if start else ""
    accounts = (account for account in accounts_of(owner_id, now, after=after) if account.product in PRODUCTS)
    found = list(islice(accounts, limit + 1))
    money = {account.account_id: account for account in found[:limit]}
    rows = store.find_many(list(money))
    rest = {"after": found[limit - 1].account_id} if len(found) > limit else None
    return [(row, money[row.account_id]) for row in rows], rest


def owner_of(account_id: str) -> str | None:
    """Whose checking or savings account it is; None for what is none."""
    row = store.find(account_id)
    return row.owner_id if row else None
