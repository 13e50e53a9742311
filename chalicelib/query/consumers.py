"""The queue of the query side: events of the ledger and of accounts, in any order, any number of times."""

from collections.abc import Mapping

from chalice import Blueprint

from chalicelib.platform.consumers import Message, dead_letters, queue_consumer
from chalicelib.query import store
from chalicelib.query.events import entries_of, state_of
from chalicelib.query.operations.project_entry import project_entry

consumers = Blueprint(__name__)
QUEUE, DEAD = "query-events-sqs", "error-query-events-sqs"
# An entry that comes too early is put back so often before what is missing is fetched from the ledger.
PATIENT_RECEIVES = 1


@queue_consumer(consumers, QUEUE, "query_events")
def query_events(message: Message) -> None:
    event = message.body
    if "revision" in event:
        store.put_state(state_of(event))
        return
    for entry in entries_of(event):
        project_entry(entry, patient=message.receives <= PATIENT_RECEIVES)


def _back_to(body: Mapping[str, object]) -> str | None:
    return QUEUE if "touched" in body or "revision" in body else None


query_events_failed = dead_letters(consumers, DEAD, "query_events_failed", table="transaction-table-error", back_to=_back_to)
