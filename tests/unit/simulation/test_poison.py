"""What nobody can read is sent to every queue, and noticed where it is not kept, or where it takes down what came beside it."""

from types import SimpleNamespace

import pytest

from chalicelib.banking import consumers as banking
from chalicelib.platform import error_log, outbox
from chalicelib.transfers import consumers as transfers
from release.declaration import load
from simulation.bank.errands.poison import POISONED
from simulation.bank.rest import what_nobody_can_read_is_kept_once
from simulation.bank.scenario import ERRANDS
from simulation.run import run


def test_every_queue_that_a_function_reads_is_poisoned():
    queues = {name for name, queue in load().queues.items() if queue.get("dead_letter")}
    assert {queue for poisoned in POISONED.values() for queue in poisoned} == queues


@pytest.mark.parametrize(("kept", "words"), [(["x"], ""), ([], "x is kept 0 times"), (["x", "x"], "x is kept 2 times")])
def test_it_is_kept_once(kept, words):
    world = SimpleNamespace(
        declaration=SimpleNamespace(tables={"relay-error-table": {}}),
        doubles={"dynamodb": SimpleNamespace(items=lambda table: [{"input": text} for text in kept])},
    )
    assert "".join(what_nobody_can_read_is_kept_once(SimpleNamespace(world=world, poison={"x"}))) == words


@pytest.mark.parametrize(
    ("seed", "module", "name"), [(6400, banking, "_read"), (6430, transfers, "_read_credit")], ids=["commands", "credits"]
)
def test_a_message_that_takes_its_batch_with_it_is_noticed(monkeypatch, seed, module, name):
    read = getattr(module, name)

    def careless(message):
        found = read(message)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(module, name, careless)
    if module is banking:  # it asks before who says so
        monkeypatch.setattr(outbox, "vouches_for", lambda messages: [True for _ in messages])
    assert "so many failed" in str(run(ERRANDS, seed).failure)


def test_a_row_that_is_kept_again_at_each_try_is_noticed(monkeypatch):
    record = error_log.record
    monkeypatch.setattr(error_log, "record", lambda table, **entry: [record(table, **{**entry, "seed": ""}) for _ in range(2)])
    assert "that nobody can read" in str(run(ERRANDS, 6440).failure)
