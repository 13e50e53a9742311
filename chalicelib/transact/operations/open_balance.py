"""Open a user's balance with its opening gift. Two steps, each made once: a crash between them leaves an account without
entries, which the next request sees and completes."""

from chalicelib.ledger.public import Account, errors, find_account, opening, post
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.transact.postings import new_account, opening_gift, opening_minor


def open_balance(call: Call) -> None:
    try:
        dynamo.transact(opening(new_account(call.caller_id, call.now)))
    except dynamo.Refused:
        pass  # another request of the same user was first
    if opening_minor():
        post(opening_gift(call))


def find_or_open_balance(call: Call) -> Account:
    """The caller's balance; one never seen before is opened."""
    try:
        account = find_account(call.caller_id, call.caller_id, call.now)
    except errors.UnknownAccount:
        account = None
    if account is None or (account.entry_seq == 0 and opening_minor()):
        open_balance(call)
        account = find_account(call.caller_id, call.caller_id, call.now)
    return account
