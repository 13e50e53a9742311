"""Credit or debit a user's balance: one read and one transaction, no lock, so a crash leaves nothing behind."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from chalicelib.kernel import ids
from chalicelib.kernel.failures import Failure
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import Posting, Seen, errors, post, refuse
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.funding import require_source
from chalicelib.platform.idempotency import Receipt
from chalicelib.transact.operations.open_balance import open_balance
from chalicelib.transact.postings import new_account, opening_minor, transaction


def transact(type: Literal["credit", "debit"], money: Money, call: Call) -> Receipt:
    """Posts it. Raises FundingSourceRequired (credits), InsufficientFunds, OwnerFrozen. The first request of a caller opens the balance first."""
    if type == "credit":
        require_source()
    posting = transaction(type, money, call)
    try:
        return post(posting)
    except errors.UnknownAccount:
        if call.dry_run:
            return Receipt.rehearsed(_foreseen(posting))
        try:
            open_balance(call)
        except Failure as failure:  # under the caller's key too: a repeat is answered the same when it is no longer so
            return refuse(posting, failure)
        return post(posting)


def _foreseen(posting: Posting) -> Mapping[str, object]:
    """What a first transaction would do to a balance that a dry run may not open, screened like any other."""
    call = posting.call
    opened = replace(new_account(call.caller_id, call.now), posted_minor=opening_minor(), entry_seq=1)
    read = zip(posting.rows, dynamo.get_many(list(posting.rows.values())), strict=True)
    leg, *_ = posting.compose(Seen({call.caller_id: opened}, dict(read))).legs
    after = replace(opened, posted_minor=opened.posted_minor + leg.amount_minor)
    if after.posted_minor < 0:
        raise errors.InsufficientFunds("The amount is more than what is available")
    return {"transactionId": ids.new_id(call.now), **after.balances()}
