"""The rules by which an account takes a leg, and what a draft must be. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.ledger import errors
from chalicelib.ledger.model import Account
from chalicelib.ledger.posting import BANK, Draft
from chalicelib.ledger.tallies import added

MAXIMUM_OPEN_HOLDS = 50


def apply(account: Account, draft: Draft, at: str) -> Account:
    """`account` after the draft. Raises the ledger's refusals; pure.

    What lowers the available balance needs it: a capture does not, since its hold gave the money away before. Out of a
    frozen account nothing goes, by neither way.
    """
    amount = sum(leg.amount_minor for leg in draft.legs if leg.account_id == account.account_id)
    after = account
    for change in draft.holds:
        if change.account_id == account.account_id:
            after = after.with_hold(change.hold_id, change.hold)
    after = replace(after, posted_minor=account.posted_minor + amount)
    if account.account_id in draft.closes:
        after = replace(after, status="CLOSED")
    _judge(account, after, draft)
    counted = draft.tallies.get(account.account_id, {})
    return replace(
        after,
        entry_seq=account.entry_seq + 1,
        entry_at=at,
        version=account.version + 1,
        completed=account.completed + (1 if draft.counts else 0),
        tallies=added(account.tallies, counted, at) if counted else account.tallies,
    )


def _judge(before: Account, after: Account, draft: Draft) -> None:
    currencies = {leg.currency for leg in draft.legs if leg.account_id == before.account_id}
    if currencies - {before.currency}:
        raise errors.CurrencyMismatch(f"The account is kept in {before.currency}")
    if before.status == "CLOSED":
        raise errors.AccountClosed("The account is closed")
    if before.status == "PENDING":
        raise errors.AccountNotActive("The account is not active yet")
    takes = after.available_minor < before.available_minor
    if before.status == "FROZEN" and (takes or after.posted_minor < before.posted_minor or after.status == "CLOSED"):
        raise errors.AccountFrozen("The account is frozen")
    if after.status == "CLOSED" and (after.posted_minor or after.holds):
        raise errors.Unbalanced("money or a hold is left on an account that is to be closed")
    if takes and after.available_minor < 0:
        raise errors.InsufficientFunds("The amount is more than what is available")
    too_high = before.ceiling_minor is not None and after.posted_minor > before.ceiling_minor
    if too_high and after.posted_minor > before.posted_minor:
        raise errors.Overpayment("The amount is more than what is owed")
    if len(after.holds) > MAXIMUM_OPEN_HOLDS:
        raise errors.TooManyHolds(f"An account may have {MAXIMUM_OPEN_HOLDS} open holds")


def check_draft(draft: Draft, accounts: Mapping[str, Account]) -> set[str]:
    """The customer accounts that the draft touches.

    Raises Unbalanced unless its legs sum to zero in each currency and stand on accounts that were read, or on the bank's, and
    unless its details are of accounts that it touches.
    """
    for currency in {leg.currency for leg in draft.legs}:
        total = sum(leg.amount_minor for leg in draft.legs if leg.currency == currency)
        if total:
            raise errors.Unbalanced(f"legs in {currency} sum to {total}")
    customers = {(leg.owner_id, leg.account_id) for leg in draft.legs if leg.owner_id != BANK or leg.account_id in accounts}
    touched = {account_id for _, account_id in customers} | {change.account_id for change in draft.holds} | set(draft.closes)
    owned = {(account.owner_id, account_id) for account_id, account in accounts.items()}
    if touched - set(accounts) or customers - owned:
        raise errors.Unbalanced("a leg or a hold is on an account that was not read, or is another's")
    if set(draft.details) - touched:
        raise errors.Unbalanced("details are of an account that the draft does not touch")
    return touched
