"""Queues of operations: commands become postings, the ledger's events end the operations, dead letters are kept."""

from collections.abc import Mapping
from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.banking.events import COMMAND_QUEUE, Command
from chalicelib.banking.model import DONE, FAILED
from chalicelib.banking.operations.end_operation import end_operation, operation_of
from chalicelib.banking.postings import of_command
from chalicelib.kernel.failures import Failure, is_remembered
from chalicelib.ledger.public import MOST_TOGETHER, Posting, check_event, post_group
from chalicelib.platform.consumers import Message, batch_consumer, dead_letters, queue_consumer
from chalicelib.platform.idempotency import Receipt

consumers = Blueprint(__name__)
EVENTS_QUEUE, DEAD_COMMANDS, DEAD_EVENTS = "banking-events-sqs", "error-ledger-commands-sqs", "error-banking-events-sqs"
ERRORS = "transaction-table-error"
# For all commands of a batch together; the function has thirty.
COMMANDS_SECONDS = 15.0


@batch_consumer(consumers, COMMAND_QUEUE, "ledger_commands", batch_size=MOST_TOGETHER, window_seconds=1, vouched=True)
def ledger_commands(messages: list[Message]) -> list[Exception | None]:
    """Posts commands, those for one account together. A refusal is recorded in the journal and published, so it is an end
    like any other."""
    read = [_read(message) for message in messages]
    postings = [each for each in read if isinstance(each, Posting)]
    outcomes = iter(post_group(postings, maximum_seconds=COMMANDS_SECONDS))
    ends = [next(outcomes) if isinstance(each, Posting) else each for each in read]
    return [None if isinstance(end, Receipt) or (isinstance(end, Failure) and is_remembered(end)) else end for end in ends]


def _read(message: Message) -> Posting | Exception:
    try:
        return of_command(msgspec.convert(message.body, Command), message.call())
    except Exception as error:  # this message's own, whatever it is
        return error


@queue_consumer(consumers, EVENTS_QUEUE, "banking_events")
def banking_events(message: Message) -> None:
    """Ends the operation an event is about."""
    check_event(message.body)
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


def _back_to(body: Mapping[str, Any]) -> str | None:
    return EVENTS_QUEUE if body.get("kind") in {*DONE.values(), *FAILED.values()} else None


banking_events_failed = dead_letters(
    consumers,
    DEAD_EVENTS,
    "banking_events_failed",
    table=ERRORS,
    read=lambda body: (body["kind"], body["at"], operation_of(body)),
    back_to=_back_to,
)
