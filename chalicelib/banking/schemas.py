"""Wire shapes of operations."""

from typing import Literal

from chalicelib.banking.model import Operation
from chalicelib.kernel.money import to_decimal
from chalicelib.platform.own_words import OwnWords, OwnWordsReply
from chalicelib.platform.schemas import Amount, AmountText, Currency, Identifier, Reply, Timestamp


class MoveMoneyRequest(OwnWords):
    """What to pay into, or take out of, which account.

    account_id: a checking or savings account of the caller
    amount: how much, in the currency of the account
    """

    account_id: Identifier
    amount: Amount


class OperationBegun(OwnWordsReply):
    """The command is safely written; its operation tells what becomes of it.

    operation_id: what to ask GET /operation-status/{operation_id} about
    status: PENDING until it is posted or refused
    """

    operation_id: Identifier
    status: Literal["PENDING"]


class FailureReason(Reply):
    """Why an operation was refused.

    code: the code of the refusal, as in a problem document, such as insufficient_funds
    detail: the same in words, such as The amount is more than what is available
    """

    code: str
    detail: str


class OperationStatus(OwnWordsReply):
    """A deposit or withdrawal and what became of it.

    operation_id: the operation
    account_id: the account it is about
    type: which of the two it is
    amount: how much
    currency: the currency of the account
    status: PENDING until it is posted (SUCCESSFUL) or refused (FAILED)
    created_at: when it was asked for
    completed_at: when it was posted or refused; null before
    transaction_id: the posting it ended in; null unless SUCCESSFUL
    reason: why it was refused; null unless FAILED
    """

    operation_id: Identifier
    account_id: Identifier
    type: Literal["DEPOSIT", "WITHDRAW"]
    amount: AmountText
    currency: Currency
    status: Literal["PENDING", "SUCCESSFUL", "FAILED"]
    created_at: Timestamp
    completed_at: Timestamp | None
    transaction_id: Identifier | None
    reason: FailureReason | None

    @classmethod
    def of(cls, operation: Operation) -> "OperationStatus":
        failed = operation.status == "FAILED"
        return cls(
            operation_id=operation.operation_id,
            account_id=operation.account_id,
            type=operation.type,
            amount=to_decimal(operation.amount_minor, operation.currency),
            currency=operation.currency,
            status=operation.status,
            created_at=operation.created_at,
            completed_at=operation.completed_at or None,
            transaction_id=operation.transaction_id or None,
            reason=FailureReason(code=operation.reason_code, detail=operation.reason) if failed else None,
            **operation.own_words,
        )
