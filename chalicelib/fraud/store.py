"""`fraud-rules` (rule, version), `fraud-rulesets` (the rules in use: a pointer, its copies, and a body for each set), `fraud-lists` (place: an
entry by its id, or where payments look, with all entries that stand there): the only place with their keys and expressions."""

import json
import random
from collections.abc import Mapping, Sequence
from itertools import count

from chalicelib.fraud.lists import COLOURS, Colour, Entry, places_of
from chalicelib.fraud.model import is_comparable
from chalicelib.fraud.rules import Rule
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

RULES, RULESETS, LISTS = "fraud-rules", "fraud-rulesets", "fraud-lists"
_RULE = Codec(Rule, write={"conditions": json.dumps}, read={"conditions": json.loads})
_ENTRY = Codec(Entry)
POINTER = {"ruleset_id": "in-use"}  # what staff change; payments read copies of it, one each
COPIES = tuple({"ruleset_id": f"in-use#{number:02}"} for number in range(64))
_turn = count(random.randrange(len(COPIES)))
to_rule, to_entry = _RULE.to_model, _ENTRY.to_model


def new_version(rule: Rule) -> Change:
    """Refused under the label `rule` when somebody made this version meanwhile."""
    return dynamo.put_new("rule", RULES, "rule_id", _RULE.to_item(rule))


def newest(rule_id: str) -> Rule | None:
    """The newest version of a rule."""
    items, _ = dynamo.query(RULES, "rule_id = :rule", newest_first=True, limit=1, rule=rule_id)
    return to_rule(items[0]) if items else None


def status_set(rule: Rule, status: str) -> Change:
    """Refused under the label `rule` unless it has the status that was seen."""
    key = {"rule_id": rule.rule_id, "version": rule.version}
    return dynamo.update("rule", RULES, key, {"status": status}, condition="#status = :seen", seen=rule.status)


def rules_of(status: str, limit: int, start: Item | None) -> tuple[list[Rule], Item | None]:
    """One page of the rules in a status, newest first."""
    items, rest = dynamo.query(
        RULES, "#status = :status", index="by-status", limit=limit, start=start, newest_first=True, status=status
    )
    return [to_rule(item) for item in items], rest


def find_pointer() -> Item | None:
    return dynamo.get(RULESETS, POINTER)


def find_body(ruleset: str) -> Item | None:
    return dynamo.get(RULESETS, {"ruleset_id": ruleset})


def kept_body(ruleset: str, rules: Sequence[Rule]) -> Change:
    """The body of a set, which is never another one: its id follows from its rules."""
    return dynamo.put("body", RULESETS, {"ruleset_id": ruleset, "rules": [_RULE.to_item(rule) for rule in rules]})


def pointed_at(ruleset: str, seen: Item | None) -> list[Change]:
    """Which set is in use, in every copy; refused under the label `pointer` when somebody pointed elsewhere meanwhile."""
    item = {"ruleset": ruleset, "version": (seen["version"] if seen else 0) + 1}
    copies = [dynamo.put(copy["ruleset_id"], RULESETS, {**copy, **item}) for copy in COPIES]
    if seen is None:
        return [dynamo.put_new("pointer", RULESETS, "ruleset_id", {**POINTER, **item}), *copies]
    guarded = dynamo.put("pointer", RULESETS, {**POINTER, **item}, condition="version = :seen", seen=seen["version"])
    return [guarded, *copies]


def new_entry(entry: Entry) -> list[Change]:
    """The entry as it is listed, and beside others at each of its places. One that stands already is replaced."""
    item = _ENTRY.to_item(entry)
    listed = dynamo.put("entry", LISTS, {**item, "place": entry.entry_id, "listed": entry.colour})
    return [listed, *(dynamo.update(f"at:{at}", LISTS, {"place": at}, {entry.entry_id: item}) for at in _places_of(entry))]


def removed_entry(entry: Entry) -> list[Change]:
    """Takes this one away and leaves those that look like it."""
    unlisted = dynamo.delete("entry", LISTS, {"place": entry.entry_id})
    return [unlisted, *(dynamo.update(f"at:{at}", LISTS, {"place": at}, {}, remove=[entry.entry_id]) for at in _places_of(entry))]


def entries_at(item: Item | None) -> list[Entry]:
    """What stands at a place that a payment has read."""
    return [to_entry(each) for each in (item or {}).values() if isinstance(each, dict)]


def _places_of(entry: Entry) -> list[str]:
    return places_of(entry.colour, entry.kind, entry.value)


def read(rows: Sequence[tuple[str, Item]]) -> list[Item | None]:
    """What stands in these of `rows_about`, in one read; at most a hundred."""
    return dynamo.get_many(rows)


def find_entry(entry_id: str) -> Entry | None:
    item = dynamo.get(LISTS, {"place": entry_id})
    return to_entry(item) if item and "listed" in item else None  # other ids are of places


def entries_of(colour: Colour, limit: int, start: Item | None) -> tuple[list[Entry], Item | None]:
    """One page of a list, by id."""
    items, rest = dynamo.query(LISTS, "listed = :colour", index="by-list", limit=limit, start=start, colour=colour)
    return [to_entry(item) for item in items], rest


def rows_about(subjects: Mapping[str, str]) -> dict[str, tuple[str, Item]]:
    """Where everything lies that decides about a payment: the rules in use, and what stands about each subject (kind to
    value) on either list. For a posting to read beside its accounts. A merchant that cannot be compared has no place; a `payee` is
    a customer who is paid, whom the whitelist says nothing about: it is of those who pay."""
    places = {
        f"{colour}:{kind}:{number}": (LISTS, {"place": place})
        for colour in COLOURS
        for kind, value in subjects.items()
        if (kind != "merchant" or is_comparable(value)) and (colour, kind) != ("white", "payee")
        for number, place in enumerate(places_of(colour, "customer" if kind == "payee" else kind, value))  # type: ignore[arg-type]
    }
    return {"ruleset": (RULESETS, dict(COPIES[next(_turn) % len(COPIES)])), **places}
