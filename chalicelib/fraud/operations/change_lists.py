"""Put somebody on a list, and take them off it. It holds for the next payment: lists are read with each."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.fraud import store
from chalicelib.fraud.lists import Colour, Entry, SubjectKind, id_of
from chalicelib.fraud.queries import find_entry
from chalicelib.kernel import clock
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt


def list_subject(
    colour: Colour,
    kind: SubjectKind,
    value: str,
    reason: str,
    until: datetime | None,
    call: Call,
    *,
    render: Callable[[Entry], dict[str, object]],
) -> Receipt:
    """Puts it there, or gives what stands there this reason and end. Raises InvalidRequest."""
    if until is not None and until <= call.now:
        raise InvalidRequest(("until", "must lie in the future"))
    try:
        entry_id = id_of(colour, kind, value)
    except ValueError as error:
        raise InvalidRequest(("value", str(error))) from error
    ends = clock.to_text(until) if until else ""
    entry = Entry(entry_id, colour, kind, value, reason, call.caller_id, clock.to_text(call.now), ends)
    receipt = Receipt(201, render(entry))
    dynamo.transact([*store.new_entry(entry), _told("list", entry, call), call.record(receipt)])
    return receipt


def unlist_subject(colour: Colour, entry_id: str, call: Call) -> Entry:
    """What stood there. Raises UnknownEntry."""
    entry = find_entry(colour, entry_id)
    dynamo.transact([*store.removed_entry(entry), _told("unlist", entry, call)])
    return entry


def _told(verb: str, entry: Entry, call: Call) -> Change:
    whom = entry.value if entry.kind == "customer" else None
    about = {"list": entry.colour, "kind": entry.kind, "until": entry.until}
    return audit.record(f"fraud_list.{verb}", call, whom=whom, subject=entry.entry_id, after=about, why=entry.reason)
