"""Queues of operations: commands become postings, the ledger's events end the operations, dead letters are kept."""

from collections.abc import Mapping

import msgspec
from chalice import Blueprint

from chalicelib.banking.events import COMMAND_QUEUE, Command
from chalicelib.banking.model import DONE, FAILED
from chalicelib.banking.operations.end_operation import end_operation, operation_of
from chalicelib.banking.postings import of_command
from chalicelib.kernel.failures import Failure, is_remembered
from chalicelib.ledger.public import QUEUED_SECONDS, post
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer
from chalicelib.platform.observability import logger

consumers = Blueprint(__name__)
EVENTS_QUEUE, DEAD_COMMANDS, DEAD_EVENTS = "banking-events-sqs", "error-ledger-commands-sqs", "error-banking-events-sqs"
ERRORS = "transaction-table-error"


# Five at a time: each may fight for a busy account for six seconds, and the function has thirty.
@queue_consumer(consumers, COMMAND_QUEUE, "ledger_commands", batch_size=5, vouched=True)
def ledger_commands(message: Message) -> None:
    """Posts a command. A refusal is recorded in the journal and published, so it is an end like any other."""
    command = msgspec.convert(message.body, Command)
    try:
        post(of_command(command, message.call()), maximum_seconds=QUEUED_SECONDS)
    except Failure as failure:
        if not is_remembered(failure):
            raise
        logger.info("command refused", extra={"operation": command.operation_id, "code": failure.code})


@queue_consumer(consumers, EVENTS_QUEUE, "banking_events")
def banking_events(message: Message) -> None:
    """Ends the operation an event is about."""
    end_operation(message.body, message.call())


ledger_commands_failed = dead_letters(
    consumers,
    DEAD_COMMANDS,
    "ledger_commands_failed",
    table=ERRORS,
    read=lambda body: msgspec.convert(body, Command),
    back_to=lambda body: COMMAND_QUEUE,
    vouched=True,
)


def _back_to(body: Mapping[str, object]) -> str | None:
    return EVENTS_QUEUE if body.get("kind") in {*DONE.values(), *FAILED.values()} else None


banking_events_failed = dead_letters(
    consumers,
    DEAD_EVENTS,
    "banking_events_failed",
    table=ERRORS,
    read=lambda body: (body["kind"], body["at"], operation_of(body)),
    back_to=_back_to,
)
