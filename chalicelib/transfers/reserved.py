"""Money of a transfer that is held until it can go on: whether its account can give it still, what ends the hold, and what its steps answer."""

from collections.abc import Mapping, Sequence
from typing import Literal

from chalicelib.ledger.public import Account, HoldChange, Posted, end_hold
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.transfers.model import Status, Transfer


def without_hold(
    payer: Account, transfer: Transfer, state: Literal["CAPTURED", "VOIDED"], call: Call
) -> tuple[Sequence[HoldChange], Sequence[Change], Mapping[str, object]]:
    """What ends the hold, and what is told of it; nothing where an outage has lasted longer than it."""
    if transfer.hold_id not in payer.holds:
        return (), (), {}
    step = end_hold(payer, transfer.hold_id, state, call)
    return (step.change,), (step.story,), step.told


def obstacle(payer: Account, transfer: Transfer) -> str:
    """Why the account cannot give the money, as a code."""
    if payer.status == "CLOSED":
        return ledger.AccountClosed.code
    if payer.status == "FROZEN":
        return ledger.AccountFrozen.code
    held = transfer.hold_id in payer.holds
    return "" if held or transfer.amount_minor <= payer.available_minor else ledger.InsufficientFunds.code


def answer(about: Transfer, account_id: str, status: Status, posted: Posted) -> dict[str, object]:
    """The transfer and its customer's account, by which verify knows a posting that touches no account; with that one's balances. Staff
    are on neither side: the balances are the customer's."""
    mine = posted.accounts.get(account_id)
    return {
        "transactionId": about.transaction_id,
        "accountId": account_id,
        "status": status,
        "amount": about.decimal(about.amount_minor),
        "currency": about.currency,
        **(mine.balances() if mine else {}),
    }
