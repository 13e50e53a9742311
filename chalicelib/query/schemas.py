"""Wire shapes of balances and transactions."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from chalicelib.kernel import text
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import to_decimal
from chalicelib.platform import paging
from chalicelib.platform.dynamo import Item
from chalicelib.platform.own_words import OwnWordsReply, Reference
from chalicelib.platform.schemas import (
    AmountText,
    Balance,
    Body,
    Currency,
    Figures,
    Identifier,
    Reply,
    Timestamp,
    least_and_most,
    moment,
    typed,
)
from chalicelib.query.model import AccountState
from chalicelib.query.queries import BalanceView
from chalicelib.query.search import Wanted

Kind = Annotated[str, msgspec.Meta(pattern="^[A-Za-z._]{1,64}$")]
Words = Annotated[str, typed(text.check_line, maximum=140, examples=["bookshop"])]


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
    """Which transactions; all unless something is given. What is given narrows them together.

    reference: only those that the caller gave this reference, letter by letter
    start: the first moment, included; from the beginning unless given
    end: the moment before which they were posted; until now unless given
    type: credit where money came in, debit where it left
    kind: the event that made them, such as DEPOSIT_EVENT
    min_amount: the least, in the account's currency
    max_amount: the most, in the account's currency
    text: words, or parts of them, in merchants, notes, messages, names and references
    """

    reference: Reference | msgspec.UnsetType = msgspec.UNSET
    start: Timestamp | None = None
    end: Timestamp | None = None
    type: Literal["credit", "debit"] | None = None
    kind: Kind | None = None
    min_amount: AmountText | None = None
    max_amount: AmountText | None = None
    text: Words | None = None

    def wanted(self, currency: str) -> Wanted:
        """Raises InvalidRequest for an amount that is none of the currency, and a time that ends before it starts."""
        start, end = (moment(each, name) if each else None for each, name in ((self.start, "start"), (self.end, "end")))
        if start and end and start >= end:
            raise InvalidRequest(("end", "must be later than start"))
        minimum, maximum = least_and_most(self.min_amount, self.max_amount, currency)
        return Wanted(start, end, self.reference or "", self.type, self.kind or "", minimum, maximum, self.text or "")


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
