"""Wire shapes of balance and transact."""

from typing import ClassVar, Literal

from chalicelib.platform.own_words import FiguresAndWords, OwnWords
from chalicelib.platform.schemas import Amount, Body, Figures, Identifier


class UserBalanceQuery(Body):
    """Whose balance.

    user_id: the caller
    """

    user_id: Identifier


class TransactRequest(OwnWords):
    """What to credit or debit.

    user_id: the caller
    amount: how much, in USD
    type: credit to add, debit to take away
    """

    ALIASES: ClassVar[dict[str, str]] = {"ammount": "amount"}

    user_id: Identifier
    amount: Amount
    type: Literal["credit", "debit"]


class UserBalance(Figures):
    """The balance of a user.

    user_id: the user
    """

    user_id: Identifier


class Transacted(FiguresAndWords):
    """The balance after a credit or debit.

    transaction_id: the id of the movement
    """

    transaction_id: Identifier
