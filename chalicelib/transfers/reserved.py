"""Money of a transfer that is held until it can go on: whether its account can give it still, and what ends the hold."""

from collections.abc import Mapping, Sequence
from typing import Literal

from chalicelib.ledger.public import Account, HoldChange, end_hold
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.transfers.model import Transfer


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
