"""What leaves with an operation: its command, to the ledger's queue; and a mail when it failed."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from chalicelib.banking.model import COMMANDS, Operation, Type
from chalicelib.kernel.money import MAXIMUM_MINOR, to_decimal
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.schemas import Identifier

COMMAND_QUEUE = "ledger-commands-sqs"


class Command(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """DEPOSIT_CMD or WITHDRAW_CMD as it travels."""

    command: Literal["DEPOSIT_CMD", "WITHDRAW_CMD"]
    operation_id: Identifier
    owner_id: Identifier
    account_id: Identifier
    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=MAXIMUM_MINOR)]
    currency: str
    correlation_id: str = ""
    own_words: dict[str, Any] = {}

    @classmethod
    def of(cls, operation: Operation, call: Call) -> "Command":
        return cls(
            command=COMMANDS[operation.type],
            operation_id=operation.operation_id,
            owner_id=operation.owner_id,
            account_id=operation.account_id,
            amount_minor=operation.amount_minor,
            currency=operation.currency,
            correlation_id=call.correlation_id,
            own_words=dict(operation.own_words),
        )

    @property
    def type(self) -> Type:
        return "DEPOSIT" if self.command == "DEPOSIT_CMD" else "WITHDRAW"


def command(operation: Operation, call: Call) -> Change:
    """The outbox item of an operation's command: everything the posting needs, so that it reads nothing but the account."""
    command = Command.of(operation, call)
    return outbox.record(command.command, [outbox.to_queue(COMMAND_QUEUE, msgspec.to_builtins(command))], call)


def failure_told(asked: Mapping[str, Any], call: Call) -> Change:
    """The outbox item of the mail that tells a customer that an operation failed, and why."""
    data = {
        "operationId": asked["operationId"],
        "operation": asked["type"],
        "amount": to_decimal(int(asked["amountMinor"]), str(asked["currency"])),
        "currency": asked["currency"],
        "reason": asked["code"],
    }
    operation_id, owner_id = str(asked["operationId"]), str(asked["ownerId"])
    mail = outbox.mail(operation_id, "OPERATION.FAILED", owner_id, data, call.correlation_id)
    return outbox.record("operation.failed", [mail], call)
