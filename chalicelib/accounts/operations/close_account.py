"""Close an account: one conditional act, or every reason why not.

The ledger account's version and the counters of the row are conditions of the one transaction, so a deposit that comes
at the same time either finds the account closed or has been counted, and the account stays open.
"""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.accounts import errors, events, queries, store
from chalicelib.accounts.model import blockers
from chalicelib.kernel.failures import AccountBusy
from chalicelib.ledger.public import replacing
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt

MAXIMUM_ATTEMPTS = 20


def close_account(account_id: str, call: Call, receipt: Receipt | None = None, along: Sequence[Change] = ()) -> Receipt:
    """Closes the caller's account and returns the answer: `receipt` where that says more. `along` is done with it or not at all.

    Raises UnknownAccount, AccountClosed, AccountFrozen, AccountNotClosable with `blockers`.
    """
    for attempt in range(MAXIMUM_ATTEMPTS):
        row, account = queries.find_with_money(call.caller_id, account_id, call.now)
        if row.status == "CLOSED":
            raise errors.AccountClosed("The account is closed")
        if row.status == "FROZEN":
            raise errors.AccountFrozen("The account is frozen")
        found = blockers(row, account)
        if found:
            names = ", ".join(str(each["code"]) for each in found)
            raise errors.AccountNotClosable(f"The account cannot be closed yet: {names}", blockers=found)
        after = replace(row, status="CLOSED", revision=row.revision + 1)
        receipt = receipt or Receipt(200, {"accountId": account_id, "status": "CLOSED"})
        changes = [
            replacing(replace(account, status="CLOSED", version=account.version + 1)),
            store.status_changed(after, only_idle=True),
            events.record(events.CLOSED, after, call),
            *along,
            call.record(receipt),
        ]
        try:
            dynamo.transact(changes)
            return receipt
        except dynamo.Refused:  # something moved since the read: judge again
            dynamo.pause(attempt)
    raise AccountBusy("Too many requests change this account at once; try again")
