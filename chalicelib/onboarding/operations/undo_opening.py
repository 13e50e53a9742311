"""Undo what a failed onboarding has opened: a later fact, never a delete."""

from chalicelib.accounts import public as accounts
from chalicelib.onboarding import events
from chalicelib.onboarding.events import Kept
from chalicelib.onboarding.operations.open_first_account import opened_by
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


def undo_opening(customer_id: str, execution: str, call: Call) -> Kept:
    """What became of the account that this execution opened, told to others once. One that the customer uses by now stays theirs.

    Raises AccountBusy.
    """
    own = call.under(customer_id, "customers_onboarding.undo", execution, {})
    try:
        return _undo(customer_id, execution, own)
    except dynamo.Repeated as repeated:
        return own.idempotency.prior(repeated.item).body["account"]


def _undo(customer_id: str, execution: str, call: Call) -> Kept:
    kept: Kept = "NOTHING"
    if account_id := opened_by(customer_id, execution):
        try:
            accounts.close_account(account_id, call, _receipt("CLOSED"), [events.failed(customer_id, "CLOSED", call)])
            return "CLOSED"
        except (accounts.errors.AccountNotClosable, accounts.errors.AccountFrozen):
            kept = "IN_USE"
        except accounts.errors.AccountClosed:  # by its owner, or by a try before this one
            pass
    dynamo.transact([events.failed(customer_id, kept, call), call.record(_receipt(kept))])
    return kept


def _receipt(account: Kept) -> Receipt:
    return Receipt(200, {"account": account})
