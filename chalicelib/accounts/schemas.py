"""Wire shapes of accounts."""

from typing import Annotated, Literal

from chalicelib.accounts.model import BankAccount, Product, Status, check_number, status_of
from chalicelib.customers.public import CustomerReply
from chalicelib.kernel.money import DEFAULT_CURRENCY
from chalicelib.ledger.public import Account, Freeze
from chalicelib.platform.schemas import Body, Currency, Figures, Identifier, Reply, Text, Timestamp, typed

AccountNumber = Annotated[str, typed(check_number, maximum=12, pattern="^[0-9]{12}$", examples=["400000123462"])]


class OpenAccountRequest(Body):
    """The account to open.

    type: checking to pay from, savings to put aside
    currency: what the account is kept in; it cannot be changed later
    """

    type: Product
    currency: Currency = DEFAULT_CURRENCY


class BankAccountReply(Figures):
    """A checking or savings account with its balances.

    account_id: the id of the account
    account_number: the number that people and other banks know it by, such as 4000001234
    type: what kind of account it is
    status: OPEN, FROZEN by the bank so that no money leaves, or CLOSED
    opened_at: when it was opened
    """

    account_id: Identifier
    account_number: str
    type: Product
    status: Status
    opened_at: Timestamp

    @classmethod
    def of(cls, row: BankAccount, account: Account) -> "BankAccountReply":
        """The status is the ledger's: it judges the money."""
        return cls(
            account_id=row.account_id,
            account_number=row.account_number,
            type=row.product,
            status=status_of(account),
            opened_at=row.opened_at,
            **account.balances(),
        )


class BankAccountPage(Reply):
    """A page of the caller's accounts.

    items: the accounts, oldest first
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[BankAccountReply]
    next_cursor: str | None


class FreezeRequest(Body):
    """Why it is done.

    reason: kept with who and when, never shown to the customer, such as The card was reported stolen
    """

    reason: Text


class FreezeReply(Reply):
    """Who froze it, when and why.

    by: the member of the staff who did it
    at: when it was done
    reason: why it was done, such as The card was reported stolen
    whole: whether it was frozen with everything of its owner
    """

    by: str
    at: Timestamp
    reason: str
    whole: bool

    @classmethod
    def of(cls, freeze: Freeze | None) -> "FreezeReply | None":
        return cls(by=freeze.by, at=freeze.at, reason=freeze.reason, whole=freeze.whole) if freeze else None


class FrozenAccount(Reply):
    """An account of any product as its freeze has it.

    account_id: the account
    product: what kind of account it is, such as wallet
    status: its status now
    freeze: by whom it was frozen, when and why; null where it is not
    """

    account_id: Identifier
    product: str
    status: Literal["PENDING", "OPEN", "FROZEN", "CLOSED"]
    freeze: FreezeReply | None

    @classmethod
    def of(cls, account: Account) -> "FrozenAccount":
        freeze = FreezeReply.of(account.freeze)
        return cls(account_id=account.account_id, product=account.product, status=account.status, freeze=freeze)


class FrozenCustomer(Reply):
    """The freeze over everything of a customer, and each account.

    customer_id: the customer
    freeze: the freeze over everything; null where none stands
    accounts: every account, wallet, card, loan and goal
    """

    customer_id: Identifier
    freeze: FreezeReply | None
    accounts: list[FrozenAccount]


class CustomerFile(Reply):
    """A customer as staff see them.

    customer: who it is
    accounts: every account, wallet, card, loan and goal
    """

    customer: CustomerReply
    accounts: list[FrozenAccount]


class AccountStatus(Reply):
    """An account after its status was changed.

    account_id: the account
    status: its status now
    """

    account_id: Identifier
    status: Literal["OPEN", "FROZEN", "CLOSED"]
