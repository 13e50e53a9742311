"""The page `docs/events.md`: every event that the bank tells, from the classes that declare them.

python -m release.events
"""

import importlib
import json
import sys
from itertools import groupby
from typing import Any

import msgspec

from chalicelib.platform import cloud_events
from chalicelib.platform.cloud_events import Declaration, Envelope
from chalicelib.platform.shapes import REFERENCE, Components, told
from release.declaration import ROOT

PAGE = ROOT / "docs" / "events.md"
# Where a type gives no example of its own: an event is about an id, at a time.
_ID, _TIME = "0198c0de-0000-7000-8000-000000000000", "2026-01-31T12:00:00.000Z"


def declared() -> list[Declaration]:
    """Every type of event of the bank, by name."""
    for path in sorted((ROOT / "chalicelib").glob("*/events.py")):
        importlib.import_module(f"chalicelib.{path.parent.name}.events")
    return cloud_events.declared()


def example_of(declaration: Declaration) -> dict[str, Any]:
    """An event of this type as it arrives."""
    components = Components()
    data = components.example({"$ref": components.add(declaration.shape)})
    return msgspec.to_builtins(declaration.event(_ID, _ID, _TIME, _ID, data))


def page() -> str:
    """The whole page."""
    by_topic = groupby(sorted(declared(), key=lambda each: (each.topic, each.type)), key=lambda each: each.topic)
    topics = [(topic, list(found)) for topic, found in by_topic]
    return "\n".join([_INTRODUCTION, *_envelope(), *(line for topic, found in topics for line in _topic(topic, found))])


_INTRODUCTION = """\
# Events

What anybody may hear of the bank. Each event is a [CloudEvent](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md)
1.0 in JSON on an SNS topic, written in the transaction that makes it true and published at least once
([architecture](architecture.md#facts-and-flows)). It holds no personal data: ids, words of a list, amounts as decimal strings
and times. Whoever needs more asks the API.

- **Subscribe** with a filter on the message attribute `type`. SNS keeps no order and repeats: take an `id` once, and of two
  states of one thing the higher revision.
- **Add a type** by declaring its data in the context's `events.py` with `cloud_events.declare`, and tell it with
  `cloud_events.about` beside the other deliveries of the fact. `make config` writes this page; a test fails until it has.
- **Change a type** by adding members only. What would break a listener is a new type beside the old one.

`account-events` carries the older events of accounts (`CREATE_ACCOUNT_EVENT`, …) too, with the attribute `eventType` and their
own bodies; nobody who filters on the one hears the other.
"""


def _envelope() -> list[str]:
    return ["## What every event says", "", *_table(Components().members(Envelope)[0]), ""]


def _topic(topic: str, found: list[Declaration]) -> list[str]:
    lines = [f"## {topic}", ""]
    for each in found:
        components = Components()
        components.add(each.shape)
        members = components.schemas[each.shape.__name__].get("properties", {})
        lines += [f"### {each.type}", "", told(each.shape)[0], "", *_table(members), ""]
        lines += ["```json", json.dumps(example_of(each), indent=2), "```", ""]
    return lines


def _table(members: dict[str, Any]) -> list[str]:
    rows = [f"| `{name}` | {_kind(each)} | {each.get('description', '')} |" for name, each in members.items()]
    return ["| member | type | what |", "|---|---|---|", *rows]


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return schema["$ref"].removeprefix(REFERENCE)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(map(_kind, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return schema.get("type", "object")


def is_current() -> bool:
    return PAGE.is_file() and PAGE.read_text("utf-8") == page()


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        if is_current():
            return 0
        print("docs/events.md differs from the code: run `make config`", file=sys.stderr)
        return 1
    PAGE.write_text(page(), "utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
