"""Wire shapes of balances and transactions."""

from datetime import datetime
from typing import Any

from chalicelib.kernel.money import to_decimal
from chalicelib.platform.dynamo import Item
from chalicelib.platform.schemas import Body, Identifier, Reply, Timestamp, moment
from chalicelib.query.model import AccountState
from chalicelib.query.queries import BalanceView


class BalanceQuery(Body):
    at: Timestamp | None = None

    def moment(self) -> datetime | None:
        """The time asked for. Raises InvalidRequest for what is no time."""
        return moment(self.at, "at") if self.at is not None else None


class BalanceReply(Reply):
    """`asOf` is the time of the newest entry these figures know; `lagging` says that newer ones are known to exist."""

    account_id: Identifier
    balance: str
    posted: str
    held: str
    available: str
    currency: str
    as_of: str
    lagging: bool

    @classmethod
    def of(cls, view: BalanceView) -> "BalanceReply":
        return cls(account_id=view.account_id, as_of=view.as_of, lagging=view.lagging, **view.figures)


class AccountBalance(BalanceReply):
    account_number: str
    type: str
    status: str

    @classmethod
    def of_state(cls, state: AccountState, view: BalanceView) -> "AccountBalance":
        return cls(
            account_id=view.account_id,
            account_number=state.account_number,
            type=state.type,
            status=state.status,
            as_of=view.as_of,
            lagging=view.lagging,
            **view.figures,
        )


class BalancePage(Reply):
    items: list[AccountBalance]
    next_cursor: str | None


class AccountTransaction(Reply):
    """`type` is credit or debit, `kind` the event that made it; `balanceAfter` is the balance right after it."""

    transaction_id: Identifier
    type: str
    kind: str
    amount: str
    balance_after: str
    currency: str
    at: str
    details: dict[str, Any]

    @classmethod
    def of(cls, item: Item) -> "AccountTransaction":
        currency = item["currency"]
        return cls(
            transaction_id=item["transaction_id"],
            type="credit" if item["amount"] > 0 else "debit",
            kind=item["kind"],
            amount=to_decimal(abs(item["amount"]), currency),
            balance_after=to_decimal(item["balance_after"], currency),
            currency=currency,
            at=item["at"],
            details=item["details"],
        )


class TransactionPage(Reply):
    items: list[AccountTransaction]
    next_cursor: str | None
    as_of: str
    lagging: bool
