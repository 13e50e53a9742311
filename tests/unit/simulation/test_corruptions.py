"""What `verify` is for: whatever is changed in the books of a run behind the ledger's back, it finds."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.ledger.operations.verify import TrialBalance, verify_ledger
from chalicelib.platform import settings
from chalicelib.platform.dynamo import from_wire, to_wire
from simulation.ledger.scenario import LEDGER
from simulation.world import World

Items = list[dict[str, Any]]
SEEDS = range(12)


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    """Some runs, as they ended."""
    made = [World(seed) for seed in SEEDS]
    for world in made:
        with world.entered():
            LEDGER.play(world)
        world.doubles["dynamodb"].page_items = None  # what is changed is kept under keys that no page goes on from
    return made


def findings(world: World) -> list[str]:
    with world.entered():
        found = verify_ledger(world.now(), TrialBalance(), lambda what, done: None)
        return [f"{each.check}: {each.detail}" for each in found]


def moving(items: Items) -> dict[str, Any] | None:
    """A posting, or an entry, that moved money."""
    return next((item for item in items if item.get("amount") or any(leg["amount"] for leg in item.get("legs", ()))), None)


def changed(items: Items, pick: Callable[[Items], dict[str, Any] | None], **more: Callable[[Any], Any]) -> bool:
    item = pick(items)
    if item is None:
        return False
    item.update({name: change(item[name]) for name, change in more.items()})
    return True


def lost(items: Items, pick: Callable[[Items], dict[str, Any] | None]) -> bool:
    item = pick(items)
    if item is not None:
        items.remove(item)
    return item is not None


def first(items: Items) -> dict[str, Any] | None:
    return items[0] if items else None


def holding(items: Items) -> dict[str, Any] | None:
    return next((item for item in items if item["holds"]), None)


def told(items: Items) -> dict[str, Any] | None:
    return next((item for item in items if "touched" in item), None)


def orphan(items: Items) -> bool:
    """An entry of 10,000 that the account knows nothing of."""
    last = max(items, key=lambda item: item["seq"])
    items.append({**last, "position": last["position"] + "x", "seq": last["seq"] + 1, "amount": 1_000_000})
    return True


def one_leg_more(legs: Items) -> Items:
    return [*legs, {"account": "bank:cash", "amount": 1, "currency": "USD"}]


def more(value: int) -> int:
    return value + 1


CORRUPTIONS: dict[str, tuple[str, Callable[[Items], bool]]] = {
    "an entry beyond the account": ("ledger-entries", orphan),
    "an entry lost": ("ledger-entries", lambda items: lost(items, first)),
    "an entry's amount": ("ledger-entries", lambda items: changed(items, moving, amount=more)),
    "an entry's balance": ("ledger-entries", lambda items: changed(items, moving, balance=more)),
    "an entry's time": ("ledger-entries", lambda items: changed(items, first, position=lambda at: "2020" + at[4:])),
    "a posting lost": ("ledger-journal", lambda items: lost(items, told)),
    "a posting with one leg more": ("ledger-journal", lambda items: changed(items, moving, legs=one_leg_more)),
    "a posting of nobody's": ("ledger-journal", lambda items: changed(items, told, touched=lambda touched: [])),
    "what is posted": ("ledger-accounts", lambda items: changed(items, first, posted=more)),
    "what is held": ("ledger-accounts", lambda items: changed(items, first, held=more)),
    "what is available": ("ledger-accounts", lambda items: changed(items, first, available=more)),
    "the sequence": ("ledger-accounts", lambda items: changed(items, first, entry_seq=more)),
    "an account lost": ("ledger-accounts", lambda items: lost(items, first)),
    "an open hold forgotten": ("ledger-accounts", lambda items: changed(items, holding, holds=lambda holds: {})),
    "a hold's record lost": ("ledger-holds", lambda items: lost(items, first)),
    "what was captured": ("ledger-holds", lambda items: changed(items, first, captured=more)),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_it_is_found(worlds, name):
    table, corrupt = CORRUPTIONS[name]
    met = 0
    for world in worlds:
        kept = world.doubles["dynamodb"].tables[settings.table_name(table)]
        before = dict(kept)
        items = [from_wire(item) for item in kept.values()]
        if not items or not corrupt(items):
            continue
        met += 1
        kept.clear()
        kept.update(
            {(number,): to_wire(item) for number, item in enumerate(items)} if table == "ledger-entries" else _keyed(table, items)
        )
        assert findings(world), f"seed {world.seed}: {name}"
        kept.clear()
        kept.update(before)
        assert findings(world) == []
    assert met


def _keyed(table: str, items: Items) -> dict[tuple, dict]:
    keys = {"ledger-accounts": ("owner_id", "account_id"), "ledger-journal": ("scope",), "ledger-holds": ("hold_id",)}[table]
    return {tuple(item[name] for name in keys): to_wire(item) for item in items}
