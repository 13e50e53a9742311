"""Wire shapes of balance and transact."""

from typing import ClassVar, Literal

from chalicelib.platform.schemas import Amount, Body, Identifier, Reply


class UserBalanceQuery(Body):
    user_id: Identifier


class TransactRequest(Body):
    ALIASES: ClassVar[dict[str, str]] = {"ammount": "amount"}

    user_id: Identifier
    amount: Amount
    type: Literal["credit", "debit"]


class UserBalance(Reply):
    user_id: Identifier
    balance: str
    posted: str
    held: str
    available: str
    currency: str


class Transacted(Reply):
    transaction_id: Identifier
    balance: str
    posted: str
    held: str
    available: str
    currency: str
