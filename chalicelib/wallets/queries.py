"""Reads of wallets. A wallet is nothing but its account in the ledger."""

from datetime import datetime
from itertools import islice

from chalicelib.ledger.public import Account, accounts_of
from chalicelib.platform.dynamo import Item
from chalicelib.wallets.postings import PRODUCT


def list_wallets(owner_id: str, now: datetime, *, limit: int, start: Item | None) -> tuple[list[Account], Item | None]:
    """A page of an owner's wallets, newest first, and the key to go on from: one query of the owner's accounts."""
    after = str(start["after"]) if start else ""
    accounts = accounts_of(owner_id, now, after=after, newest_first=True)
    found = list(islice((account for account in accounts if account.product == PRODUCT), limit + 1))
    return found[:limit], {"after": found[limit - 1].account_id} if len(found) > limit else None
