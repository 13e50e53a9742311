"""Wire shapes of operations."""

from typing import Literal

from chalicelib.banking.model import Operation
from chalicelib.kernel.money import to_decimal
from chalicelib.platform.schemas import Amount, Body, Identifier, Reply


class MoveMoneyRequest(Body):
    account_id: Identifier
    amount: Amount


class OperationBegun(Reply):
    operation_id: Identifier
    status: Literal["PENDING"]


class FailureReason(Reply):
    code: str
    detail: str


class OperationStatus(Reply):
    operation_id: Identifier
    account_id: Identifier
    type: Literal["DEPOSIT", "WITHDRAW"]
    amount: str
    currency: str
    status: Literal["PENDING", "SUCCESSFUL", "FAILED"]
    created_at: str
    completed_at: str | None
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
        )
