"""Freeze and thaw (staff): one account, or everything of a customer. Nothing goes out of what is frozen; credits come in."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from chalicelib.accounts import errors, events, queries, store
from chalicelib.accounts.model import PRODUCTS, status_of
from chalicelib.ledger import public as ledger
from chalicelib.ledger.public import Account, Freeze
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


def freeze_account(account_id: str, reason: str, call: Call) -> Account:
    """Raises UnknownAccount, AccountClosed. An account that is frozen stays so, with its first reason."""
    return ledger.freeze(_key_of(account_id), reason, call, _along(call))


def unfreeze_account(account_id: str, reason: str, call: Call) -> Account:
    """Raises UnknownAccount, AccountClosed, OwnerFrozen while everything of its owner is. One that is open stays so."""
    return ledger.thaw(_key_of(account_id), reason, call, _along(call))


def freeze_customer(customer_id: str, reason: str, call: Call) -> Freeze:
    """Every account, wallet, card and savings goal, and those to come: none can be opened. Raises UnknownOwner."""
    queries.check_owner(customer_id, call.now)
    return ledger.freeze_owner(customer_id, reason, call, _along(call))


def unfreeze_customer(customer_id: str, reason: str, call: Call) -> None:
    """What was frozen by itself stays frozen. Raises UnknownOwner."""
    queries.check_owner(customer_id, call.now)
    ledger.thaw_owner(customer_id, reason, call, _along(call))


def _key_of(account_id: str) -> ledger.AccountKey:
    row = store.find(account_id)
    if row is None:
        raise errors.UnknownAccount("No such account")
    return ledger.AccountKey(row.owner_id, account_id)


def _along(call: Call) -> Callable[[Account], Sequence[Change]]:
    """An account of ours has a row that copies the ledger's status, and an event that tells of it."""

    def changes(account: Account) -> Sequence[Change]:
        if account.product not in PRODUCTS:
            return ()
        row = queries.find(account.owner_id, account.account_id)
        after = replace(row, status=status_of(account), revision=row.revision + 1)
        kind = events.FROZEN if account.status == "FROZEN" else events.UNFROZEN
        return store.status_changed(after), events.record(kind, after, call)

    return changes
