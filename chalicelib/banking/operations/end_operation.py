"""End an operation by what the ledger said: final once, however often it is told and by whomever."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.accounts import public as accounts
from chalicelib.banking import events, store
from chalicelib.banking.model import DONE, FAILED, Operation
from chalicelib.banking.postings import facts_of, scope_of
from chalicelib.banking.queries import find_operation
from chalicelib.ledger.public import event_of, find_journal
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call


def end_operation(event: Mapping[str, Any], call: Call) -> None:
    """Ends the operation that an event of the ledger is about; a customer is told of a failure.

    Raises dynamo.Refused for an operation nobody began.
    """
    at = event["at"]
    if event["kind"] in FAILED.values():
        asked = event["refused"] or _let_go(event)
        ended = store.failed(operation_of(event), asked["code"], asked["reason"], at)
        account_id = asked["accountId"]
        told = [events.failure_told(asked, replace(call, correlation_id=event["correlationId"]))]
    elif event["kind"] in DONE.values():
        ended = store.succeeded(operation_of(event), event["postingId"], at)
        (touched,) = event["touched"]
        account_id, told = touched["account"], []
    else:
        return
    try:
        dynamo.transact([ended, accounts.operation_ended(account_id), *told])
    except dynamo.Refused as refused:
        if not refused.items.get(ended.label):
            raise  # an unknown operation, or a count that went wrong: a person has to look


def _let_go(event: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, of a withdrawal that was held and did not go on. Raises LookupError for an operation nobody began."""
    operation, (touched,) = store.find(operation_of(event)), event["touched"]
    if operation is None:
        raise LookupError("nobody began this operation")
    return {**facts_of(operation), "code": touched["details"]["reason"], "reason": "The bank does not carry this withdrawal out"}


def operation_of(event: Mapping[str, Any]) -> str:
    """The operation that an event is about. Raises KeyError, IndexError for what is no event of one."""
    return (event["refused"] or event["touched"][0]["details"])["operationId"]


def follow_operation(operation_id: str, call: Call) -> Operation:
    """The caller's operation as it stands in the ledger, whether or not the event has come: whoever asks first, ends it.

    Raises UnknownOperation.
    """
    operation = find_operation(call.caller_id, operation_id)
    if operation.status != "PENDING":
        return operation
    item = find_journal(scope_of(operation))
    if item is None:
        return operation
    end_operation(event_of(item), call)
    return find_operation(call.caller_id, operation_id)
