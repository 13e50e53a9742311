"""What leaves with an operation: its command, to the ledger's queue; and a mail when it failed."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.banking.model import COMMANDS, Operation
from chalicelib.kernel.money import to_decimal
from chalicelib.platform import outbox
from chalicelib.platform.dynamo import Change

COMMAND_QUEUE = "ledger-commands-sqs"


def command(operation: Operation, now: datetime, correlation_id: str) -> Change:
    """The outbox item of an operation's command: everything the posting needs, so that it reads nothing but the account."""
    name = COMMANDS[operation.type]
    body = {
        "command": name,
        "operationId": operation.operation_id,
        "ownerId": operation.owner_id,
        "accountId": operation.account_id,
        "amountMinor": operation.amount_minor,
        "currency": operation.currency,
        "correlationId": correlation_id,
    }
    return outbox.record(name, [outbox.to_queue(COMMAND_QUEUE, body)], now, correlation_id)


def failure_told(details: Mapping[str, object], now: datetime, correlation_id: str) -> Change:
    """The outbox item of the mail that tells a customer that an operation failed, and why."""
    data = {
        "operationId": details["operationId"],
        "operation": details["type"],
        "amount": to_decimal(int(details["amountMinor"]), str(details["currency"])),
        "currency": details["currency"],
        "reason": details["code"],
    }
    operation_id, owner_id = str(details["operationId"]), str(details["ownerId"])
    mail = outbox.mail(operation_id, "OPERATION.FAILED", owner_id, data, correlation_id)
    return outbox.record("operation.failed", [mail], now, correlation_id)
