"""The audit log: what staff did and what of customers they looked at. It is written, never changed.

An act's entry is written in the act's own transaction. A look's entry is written before the answer: where it cannot be written
there is no answer. `what` is a noun and a verb, `account.freeze`; an entry holds ids and words of a list, nobody's name or number.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

TABLE = "audit-table"
BANK = "bank"  # who, where nobody asked: a clock, a rule
OPERATOR = "operator"  # who, where it was typed beside the API
_AT_ONCE = 100  # changes that a transaction takes
_ALL = "audit"  # what every entry has in `log`, the key of the index that has them all by time


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did `what`, to `subject` (an account, say) of `whom` (a customer, or a member of staff), when and why.

    `before` and `after` say what changed, as words; None is what there is none of.
    """

    entry_id: str
    who: str
    what: str
    at: str
    whom: str | None = None
    subject: str | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    correlation_id: str = ""
    log: str = _ALL


_ENTRY = Codec(Entry)


def record(
    what: str,
    call: Call,
    *,
    whom: str | None = None,
    subject: str | None = None,
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
    why: str = "",
) -> Change:
    """The entry of an act, to put into the transaction that does it; label `audit`."""
    entry = Entry(
        ids.new_id(call.now),
        call.caller_id or BANK,
        what,
        clock.to_text(call.now),
        whom,
        subject,
        before or {},
        after or {},
        why,
        call.correlation_id,
    )
    return dynamo.put_new("audit", TABLE, "entry_id", _ENTRY.to_item(entry))


def look(what: str, call: Call, whom: Collection[str], *, subject: str | None = None) -> None:
    """Writes down that the caller is about to see something of these customers; nobody is nothing to write.

    What it raises must keep the answer back: the service's error, RequestInProgress.
    """
    entries = [record(what, call, whom=each, subject=subject) for each in sorted(set(whom))]
    for begin in range(0, len(entries), _AT_ONCE):
        dynamo.transact(entries[begin : begin + _AT_ONCE])


def page(
    who: str | None, whom: str | None, what: str | None, *, limit: int, start: Item | None
) -> tuple[list[Entry], Item | None]:
    """One page of the entries that agree with whatever is given, newest first. It may be short before the last one."""
    given = {name: value for name, value in (("whom", whom), ("who", who), ("what", what)) if value is not None}
    index, value = next(iter(given.items()), ("log", _ALL))
    items, rest = dynamo.query(
        TABLE, f"#{index} = :value", index=f"by-{index}", limit=limit, start=start, newest_first=True, value=value
    )
    return [_ENTRY.to_model(item) for item in items if given.items() <= item.items()], rest
