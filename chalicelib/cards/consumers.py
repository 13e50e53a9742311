"""What the queues of cards hand over: card requests, requests that failed for good, and what the ledger has posted."""

from collections.abc import Mapping

import msgspec
from chalice import Blueprint

from chalicelib.cards.errors import MalformedRequest
from chalicelib.cards.model import CardType
from chalicelib.cards.operations.create_card import create_card
from chalicelib.cards.operations.fail_card_request import fail_card_request
from chalicelib.cards.operations.react_to_transaction import react_to_transaction
from chalicelib.cards.operations.record_transaction import read_event
from chalicelib.kernel import ids
from chalicelib.platform import workflows
from chalicelib.platform.consumers import Message, cause_of, dead_letters, queue_consumer
from chalicelib.platform.relay import perform

consumers = Blueprint(__name__)
REQUESTS, FAILED_REQUESTS = "create-request-card-sqs", "error-create-request-card-sqs"
EVENTS, FAILED_EVENTS = "card-events-sqs", "error-card-events-sqs"


class CardRequest(msgspec.Struct, rename="camel", frozen=True):
    """A request for a card. `task_token` is what the registration flow waits with."""

    user_id: str
    type: CardType
    task_token: str
    requested_at: str = ""
    correlation_id: str = ""
    execution_arn: str = ""


@queue_consumer(consumers, REQUESTS, "create-request-card-lambda")
def create_requested_card(message: Message) -> None:
    request = read_request(message)
    card = create_card(request.user_id, request.type, message.call())
    workflows.succeed(request.task_token, {"cardId": card.card_id, "type": card.type, "status": card.status})


@queue_consumer(consumers, FAILED_REQUESTS, "card-request-failed")
def fail_requested_card(message: Message) -> None:
    cause, malformed = cause_of(message), False
    try:
        read_request(message)
    except MalformedRequest as error:
        cause, malformed = str(error), True
    fail_card_request(message.body, message.raw, cause, malformed=malformed, message_id=message.id, sent_at=message.sent_at)


@queue_consumer(consumers, EVENTS, "cards_react")
def react_to_posting(message: Message) -> None:
    transaction = read_event(message.body)
    if transaction is not None:
        react_to_transaction(transaction, message.call(), deliver=perform)


cards_events_failed = dead_letters(
    consumers,
    FAILED_EVENTS,
    "cards_events_failed",
    table="transaction-table-error",
    read=read_event,
    back_to=lambda body: EVENTS,
)


def read_request(message: Message) -> CardRequest:
    """Raises MalformedRequest with what is wrong."""
    if not isinstance(message.body, Mapping):
        raise MalformedRequest("The body is no JSON object")
    try:
        request = msgspec.convert(message.body, CardRequest)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:  # half a character, which JSON may bring
        raise MalformedRequest(str(error)) from error
    if not ids.is_time_ordered(request.user_id):
        raise MalformedRequest("userId is no time-ordered UUID")
    return request
