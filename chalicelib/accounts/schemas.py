"""Wire shapes of accounts."""

from typing import Literal

from chalicelib.accounts.model import BankAccount
from chalicelib.kernel.money import DEFAULT_CURRENCY
from chalicelib.ledger.public import Account
from chalicelib.platform.schemas import Body, Currency, Identifier, Reply


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


class AccountStatus(Reply):
    account_id: Identifier
    status: Literal["OPEN", "FROZEN", "CLOSED"]
