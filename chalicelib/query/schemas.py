"""Wire shapes of balances and transactions."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from chalicelib.kernel.money import to_decimal
from chalicelib.platform import paging
from chalicelib.platform.dynamo import Item
from chalicelib.platform.own_words import OwnWordsReply, Reference
from chalicelib.platform.schemas import AmountText, Balance, Body, Currency, Figures, Identifier, Reply, Timestamp, moment
from chalicelib.query.model import AccountState
from chalicelib.query.queries import BalanceView


class BalanceQuery(Body):
    """When to look at the balances.

    at: the time to look at, not in the future; now unless given
    """

    at: Timestamp | None = None

    def moment(self) -> datetime | None:
        """The time asked for. Raises InvalidRequest for what is no time."""
        return moment(self.at, "at") if self.at is not None else None


class BalanceReply(Figures):
    """The balances of an account, with how far they are known.

    account_id: the account
    as_of: the time of the newest entry that these figures know
    lagging: whether the ledger has newer entries
    """

    account_id: Identifier
    as_of: Timestamp
    lagging: bool

    @classmethod
    def of(cls, view: BalanceView) -> "BalanceReply":
        return cls(account_id=view.account.account_id, as_of=view.as_of, lagging=view.lagging, **view.figures)


class AccountBalance(BalanceReply):
    """A checking or savings account with its balances.

    account_number: the number that people and other banks know it by, such as 4000001234
    type: what kind of account it is
    status: OPEN, FROZEN by the bank so that no money leaves, or CLOSED
    """

    account_number: str
    type: Literal["checking", "savings"]
    status: Literal["OPEN", "FROZEN", "CLOSED"]

    @classmethod
    def of_state(cls, state: AccountState, view: BalanceView) -> "AccountBalance":
        return cls(
            account_id=view.account.account_id,
            account_number=state.account_number,
            type=state.type,
            status=state.status,
            as_of=view.as_of,
            lagging=view.lagging,
            **view.figures,
        )


class BalancePage(Reply):
    """A page of the balances of the caller's accounts.

    items: the accounts with their balances
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[AccountBalance]
    next_cursor: str | None


class TransactionQuery(paging.Page):
    """Which transactions.

    reference: only those that the caller gave this reference, letter by letter
    """

    reference: Reference | msgspec.UnsetType = msgspec.UNSET


class AccountTransaction(OwnWordsReply):
    """One movement on an account.

    transaction_id: the id of the movement
    type: credit where money came in, debit where it left
    kind: the event that made it, such as DEPOSIT_EVENT
    amount: how much
    balance_after: the balance right after it
    currency: the currency of the account
    at: when it was posted
    details: what the product tells about it: a merchant, say
    """

    transaction_id: Identifier
    type: Literal["credit", "debit"]
    kind: str
    amount: AmountText
    balance_after: Balance
    currency: Currency
    at: Timestamp
    details: dict[str, Any]

    @classmethod
    def of(cls, item: Item) -> "AccountTransaction":
        currency = item["currency"]
        own = {name: item["details"][name] for name in ("reference", "metadata") if name in item["details"]}
        return cls(
            transaction_id=item["transaction_id"],
            type="credit" if item["amount"] > 0 else "debit",
            kind=item["kind"],
            amount=to_decimal(abs(item["amount"]), currency),
            balance_after=to_decimal(item["balance_after"], currency),
            currency=currency,
            at=item["at"],
            details={name: value for name, value in item["details"].items() if name not in own},
            **own,
        )


class TransactionPage(Reply):
    """A page of an account's movements, with how far they are known.

    items: the movements, newest first
    next_cursor: what to send as `cursor` for the next page; null at the end
    as_of: the time of the newest entry that is known here
    lagging: whether the ledger has newer entries
    """

    items: list[AccountTransaction]
    next_cursor: str | None
    as_of: Timestamp
    lagging: bool
