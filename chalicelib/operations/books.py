"""Reads of the ledger and of its proofs, whoever's the account is."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.accounts import public as accounts
from chalicelib.kernel import clock, ids
from chalicelib.ledger import public as ledger
from chalicelib.ledger.public import Account, errors
from chalicelib.operations.errors import NoProof, UnknownPosting
from chalicelib.platform.dynamo import Item
from chalicelib.reconciliation import public as reconciliation

# A posting's entries stand when it was asked for, or soon after.
_LONGEST_POSTING, _MOST_READ = timedelta(minutes=2), 2_000

movements = ledger.movements


def find_account(account_id: str, owner_id: str | None, now: datetime) -> Account:
    """The account as of now; of a checking or savings account its row says whose it is. Raises UnknownAccount."""
    owner = owner_id or accounts.owner_of(account_id)
    if owner is None:
        raise errors.UnknownAccount("No such account; a product's account needs its `ownerId`")
    return ledger.find_account(owner, account_id, now)


def find_posting(account_id: str, posting_id: str) -> Item:
    """The journal item behind an entry of an account. Raises UnknownPosting."""
    if ids.is_time_ordered(posting_id):
        asked = ids.moment_of(posting_id)
        for entry in ledger.entries(account_id, asked, asked + _LONGEST_POSTING, maximum=_MOST_READ):
            if entry["posting_id"] == posting_id and "scope" in entry and (item := ledger.find_journal(entry["scope"])):
                return item
    raise UnknownPosting("No such posting on this account")


def latest_proofs(limit: int, now: datetime) -> list[dict[str, Any]]:
    """The newest proofs first."""
    return reconciliation.latest_reports(limit, now)


def proof_until(moment: datetime) -> dict[str, Any]:
    """The last proof at or before a moment. Raises NoProof."""
    text = clock.to_text(moment)
    # A day may have several; what is later on that day is not yet.
    found = next((each for each in reconciliation.latest_reports(10, moment) if each["at"] <= text), None)
    if found is None:
        raise NoProof("The books had not been proved by then")
    return found
