"""Freeze and unfreeze (admin): a frozen account refuses debits, takes credits, and lets earlier holds be captured."""

from dataclasses import replace

from chalicelib.accounts import errors, events, store
from chalicelib.accounts.model import BankAccount
from chalicelib.ledger.public import find_account, replacing
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call

MAXIMUM_ATTEMPTS = 20


def freeze_account(account_id: str, call: Call) -> BankAccount:
    """Raises UnknownAccount, AccountClosed. An account that is frozen stays so."""
    return _change(account_id, "FROZEN", events.FROZEN, call)


def unfreeze_account(account_id: str, call: Call) -> BankAccount:
    """Raises UnknownAccount, AccountClosed. An account that is open stays so."""
    return _change(account_id, "OPEN", events.UNFROZEN, call)


def _change(account_id: str, status: str, kind: str, call: Call) -> BankAccount:
    for attempt in range(MAXIMUM_ATTEMPTS):
        row = store.find(account_id)
        if row is None:
            raise errors.UnknownAccount("No such account")
        if row.status == "CLOSED":
            raise errors.AccountClosed("The account is closed")
        if row.status == status:
            return row
        account = find_account(row.owner_id, account_id, call.now)
        after = replace(row, status=status, revision=row.revision + 1)
        changes = [
            replacing(replace(account, status=status, version=account.version + 1)),
            store.status_changed(after),
            events.record(kind, after, call),
        ]
        try:
            dynamo.transact(changes)
            return after
        except dynamo.Refused:  # a posting, or another change of status, came between
            dynamo.pause(attempt)
    raise errors.AccountBusy("The account is busy; try again")
