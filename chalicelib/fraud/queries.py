"""Reads of rules, lists, cases and reports."""

from collections.abc import Callable

from chalicelib.fraud import case_store, report_store, store
from chalicelib.fraud.cases import Case, CaseHit, Note
from chalicelib.fraud.errors import UnknownEntry
from chalicelib.fraud.lists import Colour, Entry
from chalicelib.fraud.operations.change_rules import in_use
from chalicelib.fraud.operations.handle_case import find_case
from chalicelib.fraud.reports import Kind, Report, Status
from chalicelib.fraud.rules import Rule
from chalicelib.platform.dynamo import Item

MOST_PARTS = 100


def list_rules(status: str, *, limit: int, start: Item | None) -> tuple[list[Rule], Item | None]:
    """A page of the rules in a status; without one, of those in use, in the order of judging."""
    if status and status not in ("SHADOW", "ACTIVE"):
        return store.rules_of(status, limit, start)
    rules = sorted((rule for rule in in_use() if status in ("", rule.status)), key=lambda rule: (rule.priority, rule.rule_id))
    first = int(start["after"]) if start else 0
    rest = {"after": first + limit} if first + limit < len(rules) else None
    return rules[first : first + limit], rest


def find_entry(colour: Colour, entry_id: str) -> Entry:
    """An entry of this list. Raises UnknownEntry, for one of the other list too."""
    entry = store.find_entry(entry_id)
    if entry is None or entry.colour != colour:
        raise UnknownEntry("No such entry")
    return entry


def list_entries(colour: Colour, *, limit: int, start: Item | None) -> tuple[list[Entry], Item | None]:
    """A page of a list."""
    return store.entries_of(colour, limit, start)


def cases_in(status: str) -> Callable[..., tuple[list[Case], Item | None]]:
    """Pages of the cases in a status, those due first first."""
    return lambda *, limit, start: case_store.cases_in(status, limit, start)


def case_with_parts(case_id: str) -> tuple[Case, list[CaseHit], list[Note]]:
    """A case, and the newest of its hits and notes. Raises UnknownCase."""
    return find_case(case_id), case_store.hits_of(case_id, MOST_PARTS), case_store.notes_of(case_id, MOST_PARTS)


def reports_in(kind: Kind, status: Status) -> Callable[..., tuple[list[Report], Item | None]]:
    """Pages of reports, those due first first."""
    return lambda *, limit, start: report_store.reports_in(kind, status, limit, start)
