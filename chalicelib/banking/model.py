"""An operation: a deposit or withdrawal from the moment it is written until it is final."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Type = Literal["DEPOSIT", "WITHDRAW"]
COMMANDS: dict[Type, Literal["DEPOSIT_CMD", "WITHDRAW_CMD"]] = {"DEPOSIT": "DEPOSIT_CMD", "WITHDRAW": "WITHDRAW_CMD"}
DONE: dict[Type, str] = {"DEPOSIT": "DEPOSIT_EVENT", "WITHDRAW": "WITHDRAW_EVENT"}
FAILED: dict[Type, str] = {"DEPOSIT": "DEPOSIT_FAILED_EVENT", "WITHDRAW": "WITHDRAW_FAILED_EVENT"}


@dataclass(frozen=True, slots=True)
class Operation:
    """`transaction_id` is set when it succeeded, `reason_code` and `reason` when it failed."""

    operation_id: str
    owner_id: str
    account_id: str
    type: Type
    amount_minor: int
    currency: str
    status: Literal["PENDING", "SUCCESSFUL", "FAILED"]
    created_at: str
    completed_at: str = ""
    transaction_id: str = ""
    reason_code: str = ""
    reason: str = ""
    own_words: Mapping[str, Any] = field(default_factory=dict)
