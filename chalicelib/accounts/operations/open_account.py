"""Open a checking or savings account: its row, its number and its ledger account in one transaction."""

import secrets
from collections.abc import Callable
from typing import Literal

from chalicelib.accounts import events, store
from chalicelib.accounts.model import DIGITS_BEFORE_CHECK, BankAccount, number_of
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.ledger.public import Account, opening
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

MAXIMUM_NUMBERS_TRIED = 5


def open_account(
    product: Literal["checking", "savings"],
    currency: str,
    call: Call,
    *,
    draw_digits: Callable[[], str] = lambda: f"{secrets.randbelow(10**DIGITS_BEFORE_CHECK):0{DIGITS_BEFORE_CHECK}d}",
) -> Receipt:
    """Opens one for the caller and returns the answer. Raises RequestInProgress when every number drawn was taken."""
    account_id, opened_at = ids.new_id(call.now), clock.to_text(call.now)
    account = Account(call.caller_id, account_id, product, currency, "credit", "OPEN", opened_at)
    for _ in range(MAXIMUM_NUMBERS_TRIED):
        row = BankAccount(account_id, call.caller_id, number_of(draw_digits()), product, currency, "OPEN", opened_at)
        body = {
            "accountId": account_id,
            "accountNumber": row.account_number,
            "type": product,
            "status": row.status,
            "openedAt": opened_at,
            **account.balances(),
        }
        receipt = Receipt(201, body)
        changes = [
            *opening(account),
            *store.opened(row),
            events.record(events.CREATED, row, call),
            call.record(receipt),
        ]
        try:
            dynamo.transact(changes)
            return receipt
        except dynamo.Refused as refused:
            if "number" not in refused.items:
                raise
    raise RequestInProgress("No account number is free at the moment; try again")
