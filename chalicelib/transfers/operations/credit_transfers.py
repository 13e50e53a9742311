"""Credit transfers whose money is held because many were paying the account at once: those of one account together."""

from collections.abc import Sequence
from typing import get_args

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import Posting, post, post_group
from chalicelib.platform.call import Call
from chalicelib.transfers import crowded, errors, guards, store
from chalicelib.transfers.model import FailureCode, Transfer

# For all of a batch together; the function has thirty.
SECONDS = 15.0


def credit_transfers(wanted: Sequence[tuple[str, Call]]) -> list[Exception | None]:
    """What went wrong with each, in their order; None for what was credited, by now or before, and for what has gone back for good."""
    found = store.find_transfers([transaction_id for transaction_id, _ in wanted])
    waiting = {transaction_id: each for transaction_id, each in found.items() if each.status == "BALANCE_RESERVED"}
    # Own accounts are not screened. What came onto the blacklist since the money was held stops a transfer as it stops a new one.
    screened = {transaction_id: guards.subjects(each) for transaction_id, each in waiting.items() if not each.is_own}
    stopped = fraud.blacklisted_among(screened, clock.now())
    postings = [_posting(found.get(transaction_id), transaction_id in stopped, call) for transaction_id, call in wanted]
    ends = iter(post_group([each for each in postings if isinstance(each, Posting)], maximum_seconds=SECONDS))
    outcomes = [next(ends) if isinstance(each, Posting) else each for each in postings]
    return [
        _end(found[transaction_id], outcome, call) if isinstance(outcome, Failure) and transaction_id in found
        else outcome if isinstance(outcome, Exception) else None
        for (transaction_id, call), outcome in zip(wanted, outcomes, strict=True)
    ]  # fmt: skip


def _posting(before: Transfer | None, stopped: bool, call: Call) -> Posting | Exception | None:
    if before is None:
        return errors.UnknownTransfer("No such transfer")
    if before.status != "BALANCE_RESERVED":
        return None
    if stopped:
        return fraud.DeclinedByPolicy("Somebody of this transfer has come onto the blacklist since")
    return crowded.credit(before, _own_key(before, "transfer.credit", call))


def _end(before: Transfer, failure: Failure, call: Call) -> Exception | None:
    """The money back to who pays, where it can never be credited; whatever else it is may pass, or is for somebody to look at."""
    reason = next((code for code in get_args(FailureCode) if code == failure.code), None)
    if reason is None:
        return failure
    try:
        post(crowded.gone_back(before, "FAILED", reason, _own_key(before, "transfer.not_credited", call)))
    except errors.NotWaiting:
        return None
    except Exception as error:  # this transfer's own, whatever it is
        return error
    return None


def _own_key(before: Transfer, act: str, call: Call) -> Call:
    return call.under(before.owner_id, act, before.transaction_id, {"transactionId": before.transaction_id})
