"""Reads of rules and lists."""

from chalicelib.fraud import store
from chalicelib.fraud.errors import UnknownEntry
from chalicelib.fraud.lists import Colour, Entry
from chalicelib.fraud.operations.change_rules import in_use
from chalicelib.fraud.rules import Rule
from chalicelib.platform.dynamo import Item


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
