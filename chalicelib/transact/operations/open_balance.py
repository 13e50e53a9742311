"""Open a user's balance with its opening gift. Two steps, each made once: a crash between them leaves an account without
entries, which the next request sees and completes."""

from datetime import datetime

from chalicelib.ledger.public import Account, errors, find_account, opening, post
from chalicelib.platform import dynamo
from chalicelib.transact.postings import new_account, opening_gift


def open_balance(user_id: str, *, now: datetime) -> None:
    try:
        dynamo.write(opening(new_account(user_id, now)))
    except dynamo.Refused:
        pass  # another request of the same user was first
    post(opening_gift(user_id, now))


def find_or_open_balance(user_id: str, *, now: datetime) -> Account:
    """The user's balance; one never seen before is opened."""
    try:
        account = find_account(user_id, user_id, now)
    except errors.UnknownAccount:
        account = None
    if account is None or account.entry_seq == 0:
        open_balance(user_id, now=now)
        account = find_account(user_id, user_id, now)
    return account
