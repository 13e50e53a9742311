"""Credit or debit a user's balance: one read and one transaction, no lock, so a crash leaves nothing behind."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from chalicelib.kernel import ids
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import Receipt, errors, post
from chalicelib.platform.idempotency import Idempotency
from chalicelib.transact.operations.open_balance import open_balance
from chalicelib.transact.postings import OPENING, new_account, transaction


def transact(
    user_id: str,
    type: Literal["credit", "debit"],
    money: Money,
    *,
    idempotency: Idempotency,
    now: datetime,
    correlation_id: str,
    dry_run: bool,
) -> Receipt:
    """Posts it. Raises InsufficientFunds. The first request of a user opens the balance first."""
    posting = transaction(user_id, type, money, idempotency=idempotency, now=now, correlation_id=correlation_id, dry_run=dry_run)
    try:
        return post(posting)
    except errors.UnknownAccount:
        if dry_run:
            return Receipt("", 200, _foreseen(user_id, type, money, now))
        open_balance(user_id, now=now)
        return post(posting)


def _foreseen(user_id: str, type: str, money: Money, now: datetime) -> Mapping[str, object]:
    """What a first transaction would do to a balance that a dry run may not open."""
    after = OPENING.minor + (money.minor if type == "credit" else -money.minor)
    if after < 0:
        raise errors.InsufficientFunds("The amount is more than what is available")
    account = replace(new_account(user_id, now), posted_minor=after)
    return {"transactionId": ids.new_id(now), **account.balances(), "dryRun": True}
