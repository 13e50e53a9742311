"""What must have been told of every fact once everything rests: by each of its deliveries, and no more often than repeats explain."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chalicelib.ledger.public import deliveries_of
from chalicelib.platform.dynamo import to_wire
from simulation.bank.tables import items

if TYPE_CHECKING:
    from simulation.bank.town import Town

Finding = Iterator[str]
Said = tuple[str, str, frozenset[tuple[str, str]]]  # a topic, a message, and what subscriptions filter by
# What is done, and who asked for it hears nothing of: another one may come of it, by the SDK or by whoever had asked.
_UNHEARD = ("late", "answer lost", "done and broken")
_RELAYS = ("relay_outbox", "relay_journal")
_BY_WHOM = "platform.relay.perform publish"
# Of a payment its consumer tells, each time that the message of it comes: what became of it is in its row.
_OF_NO_ROW = {"PAYMENT_SUCCESSFUL", "PAYMENT_FAILED"}


def every_fact_was_told(town: "Town") -> Finding:
    """Every delivery of the outbox was performed, or lies in an error table."""
    executions = town.world.doubles["stepfunctions"].executions
    schedules = town.world.doubles["scheduler"]
    for item in items(town.world, "outbox-table"):
        if "delivered_at" not in item:
            yield f"{item['fact']} of {item['at']} was not told"
        for delivery in item["deliveries"]:
            if delivery["kind"] == "execution":
                arn = town.world.place.arn(f"execution/{delivery['machine']}:{delivery['name']}")
                if arn not in executions and not town.world.declaration.machines[delivery["machine"]]["type"] == "EXPRESS":
                    yield f"{item['fact']}: {delivery['machine']} {delivery['name']} was never started"
            elif delivery["kind"] == "schedule" and delivery["name"] not in {*schedules.pending, *schedules.fired}:
                yield f"{item['fact']}: the schedule {delivery['name']} was never made"


def every_topic_was_told_of_its_facts(town: "Town") -> Finding:
    """Whoever listens. A relay says each of a row's messages once in an invocation, unless it did not hear of the first; another invocation
    has its own reason: a batch that comes again, or an operator. Where nothing went wrong only an operator has one."""
    faults, owed, said = town.world.wire.weather.coverage.faults, _owed(town), _said(town)
    yield from (f"{each[0]} was never told {_told(each)}" for each in owed if each not in said)
    for each in said:
        if each not in owed and not _OF_NO_ROW & {value for _, value in each[2]}:
            yield f"{each[0]} was told {_told(each)}, which is no fact"
    unheard = sum(faults[_BY_WHOM, fault] for fault in _UNHEARD)
    for each, rows in owed.items():
        by = said.get(each, Counter())
        # What comes late is said when whoever asked for it is gone: by nobody.
        unheard -= sum(max(0, often - (rows if whose else 0)) for whose, often in by.items())
        relays = sum(whose.endswith(_RELAYS) for whose in by)
        if unheard < 0 or (relays > rows and not faults):
            yield f"{each[0]} was told {by.total()} times {_told(each)}"
            return


def _owed(town: "Town") -> Counter[Said]:
    """What the rows had to say when they came, and how many of them the same."""
    owed = Counter[Said]()
    outbox = (each for each in town.streams.images("outbox-table") if json.dumps(to_wire(each)) not in town.poison)
    rows = [(item["deliveries"], {"outboxId": item["id"]}) for item in outbox]
    rows += [(deliveries_of(item), {}) for item in town.streams.images("ledger-journal")]
    for deliveries, source in rows:
        for each in deliveries:
            if each["kind"] == "topic":
                name = "type" if "type" in each else "eventType"
                lists = {word: json.dumps(values) for word, values in each.get("lists", {}).items()}
                owed[each["topic"], each["body"], frozenset({name: each[name], **source, **lists}.items())] += 1
    return owed


def _said(town: "Town") -> dict[Said, Counter[str]]:
    """What was published, and how often by which task."""
    said: dict[Said, Counter[str]] = {}
    for topic, message, attributes, by in town.world.doubles["sns"].published:
        about = frozenset((name, each["StringValue"]) for name, each in attributes.items())
        said.setdefault((topic, message, about), Counter())[by] += 1
    return said


def _told(said: Said) -> str:
    about = dict(said[2])
    return f"{about.get('type') or about.get('eventType')}, {said[1][:200]}"
