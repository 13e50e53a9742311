"""End an operation by what the ledger said: final once, however often the event comes."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.accounts import public as accounts
from chalicelib.banking import events, store
from chalicelib.platform import dynamo


def succeed_operation(operation_id: str, account_id: str, transaction_id: str, *, at: str) -> None:
    """The ledger posted it. Raises dynamo.Refused for an id nobody began."""
    _end(operation_id, [store.succeeded(operation_id, transaction_id, at), accounts.operation_ended(account_id)])


def fail_operation(details: Mapping[str, object], *, at: str, now: datetime, correlation_id: str) -> None:
    """The ledger refused it; the customer is told. `details` are the refusal event's."""
    operation_id = str(details["operationId"])
    changes = [
        store.failed(operation_id, str(details["code"]), str(details["reason"]), at),
        accounts.operation_ended(str(details["accountId"])),
        events.failure_told(details, now, correlation_id),
    ]
    _end(operation_id, changes)


def _end(operation_id: str, changes: list[dynamo.Change]) -> None:
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:
        if not refused.items.get("operation"):
            raise  # an unknown operation, or a count that went wrong: a person has to look
