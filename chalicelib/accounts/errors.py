"""Refusals of accounts beside those of the ledger."""

from typing import Literal, NotRequired, TypedDict

from chalicelib.kernel.failures import Conflict, NotFound
from chalicelib.ledger.public import errors
from chalicelib.platform.schemas import Balance

UnknownAccount = errors.UnknownAccount
AccountClosed = errors.AccountClosed
AccountFrozen = errors.AccountFrozen
OwnerFrozen = errors.OwnerFrozen


class UnknownOwner(NotFound):
    """There is no customer under this id."""

    code = "customer_not_found"


class Blocker(TypedDict):
    """One thing that stands against closing an account, with the figures that belong to it.

    code: what it is
    balance: the money that is left
    owed: the money that is owed
    held: the money that open holds keep back
    holds: how many holds are open
    operations: how many deposits and withdrawals are under way
    transfers: how many transfers are scheduled
    """

    code: Literal["balance_not_zero", "owed", "held", "pending_operations", "scheduled_transfers"]
    balance: NotRequired[Balance]
    owed: NotRequired[Balance]
    held: NotRequired[Balance]
    holds: NotRequired[int]
    operations: NotRequired[int]
    transfers: NotRequired[int]


class AccountNotClosable(Conflict):
    """Something stands against closing the account; `blockers` lists all of it."""

    code = "account_not_closable"
    what_to_do = "Clear each blocker: take out or pay in what is left, end its holds, wait for what is under way."

    class Facts(TypedDict):
        """blockers: everything that stands against closing"""

        blockers: list[Blocker]
