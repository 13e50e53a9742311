"""Wire shapes of accounts."""

from typing import Literal

from chalicelib.accounts.model import BankAccount
from chalicelib.kernel.money import DEFAULT_CURRENCY
from chalicelib.ledger.public import Account, Freeze
from chalicelib.platform.schemas import Body, Currency, Identifier, Reply, Text


class OpenAccountRequest(Body):
    type: Literal["checking", "savings"]
    currency: Currency = DEFAULT_CURRENCY


class BankAccountReply(Reply):
    account_id: Identifier
    account_number: str
    type: Literal["checking", "savings"]
    status: Literal["OPEN", "FROZEN", "CLOSED"]
    currency: str
    balance: str
    posted: str
    held: str
    available: str
    opened_at: str

    @classmethod
    def of(cls, row: BankAccount, account: Account) -> "BankAccountReply":
        """The status is the ledger's: it judges the money."""
        return cls(
            account_id=row.account_id,
            account_number=row.account_number,
            type=row.product,
            status=account.status,
            opened_at=row.opened_at,
            **account.balances(),
        )


class BankAccountPage(Reply):
    items: list[BankAccountReply]
    next_cursor: str | None


class FreezeRequest(Body):
    """Why; kept with who and when, and never shown to the customer."""

    reason: Text


class FreezeReply(Reply):
    """Who froze it, when and why; `whole` when it was frozen with everything of its owner."""

    by: str
    at: str
    reason: str
    whole: bool

    @classmethod
    def of(cls, freeze: Freeze | None) -> "FreezeReply | None":
        return cls(by=freeze.by, at=freeze.at, reason=freeze.reason, whole=freeze.whole) if freeze else None


class FrozenAccount(Reply):
    """An account of any product as its freeze has it."""

    account_id: Identifier
    product: str
    status: Literal["PENDING", "OPEN", "FROZEN", "CLOSED"]
    freeze: FreezeReply | None

    @classmethod
    def of(cls, account: Account) -> "FrozenAccount":
        freeze = FreezeReply.of(account.freeze)
        return cls(account_id=account.account_id, product=account.product, status=account.status, freeze=freeze)


class FrozenCustomer(Reply):
    """The freeze over everything of a customer, if one stands, and each account."""

    customer_id: Identifier
    freeze: FreezeReply | None
    accounts: list[FrozenAccount]


class AccountStatus(Reply):
    account_id: Identifier
    status: Literal["OPEN", "FROZEN", "CLOSED"]
