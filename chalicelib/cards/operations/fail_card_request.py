"""Fail a card request that could not be done: an entry in `card-table-error`, and the waiting flow is told."""

from datetime import datetime
from typing import Any

from chalicelib.platform import error_log, outbox, workflows

MACHINE, TABLE, SOURCE = "cards_registration", "card-table-error", "card-request-failed"
ERROR = "CardRequestFailed"


def fail_card_request(body: object, raw: str, cause: str, *, malformed: bool, message_id: str, sent_at: datetime) -> None:
    """Writes the entry once per message, then fails the token, if there is one and somebody still waits.

    The retry is the registration flow once more: what it did before, it finds.
    """
    about = body if isinstance(body, dict) else {}
    error_log.record(
        TABLE,
        source=SOURCE,
        error="MalformedMessage" if malformed else ERROR,
        cause=cause,
        # The token answers for the whole flow: whoever reads the entry has no need of it.
        input={name: value for name, value in about.items() if name != "taskToken"} if about else raw,
        retry=None if malformed else _once_more(about),
        now=sent_at,
        seed=message_id,
        execution_arn=_text(about.get("executionArn")),
    )
    token = _text(about.get("taskToken"))
    if token:
        workflows.fail(token, ERROR, cause)


def _once_more(body: dict[str, Any]) -> outbox.Delivery:
    """The execution that asked, whose name a retry counts on; a request without one names its user."""
    execution = _text(body.get("executionArn"))
    name = execution.rpartition(":")[2] if execution else body["userId"]
    flow = {"userId": body["userId"], "correlationId": body.get("correlationId", "")}
    return outbox.to_execution(MACHINE, name, flow)


def _text(value: object) -> str | None:
    """Text that AWS takes: half a character, which JSON may bring, would fail each try until the message is gone."""
    return value if isinstance(value, str) and value and value.isascii() else None
