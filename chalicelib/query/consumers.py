"""The queue of the query side: events of the ledger and of accounts, in any order, any number of times."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from chalicelib.platform.consumers import Message, dead_letters, queue_consumer
from chalicelib.query import store
from chalicelib.query.events import entries_of, state_of
from chalicelib.query.model import AccountState, Entry
from chalicelib.query.operations.project_entry import project_entry

consumers = Blueprint(__name__)
QUEUE, DEAD = "query-events-sqs", "error-query-events-sqs"
# An entry that comes too early is put back so often before what is missing is fetched from the ledger.
PATIENT_RECEIVES = 1


@queue_consumer(consumers, QUEUE, "query_events")
def project_event(message: Message) -> None:
    read = _read(message.body)
    if isinstance(read, AccountState):
        store.put_state(read)
        return
    for entry in read:
        project_entry(entry, patient=message.receives <= PATIENT_RECEIVES)


def _read(event: Mapping[str, Any]) -> AccountState | list[Entry]:
    return state_of(event) if "revision" in event else list(entries_of(event))


def _back_to(body: Mapping[str, Any]) -> str | None:
    return QUEUE if "touched" in body or "revision" in body else None


query_events_failed = dead_letters(
    consumers, DEAD, "query_events_failed", table="transaction-table-error", read=_read, back_to=_back_to
)
