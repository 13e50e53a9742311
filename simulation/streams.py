"""DynamoDB's streams and the functions that read them: each shard in its order, a batch again until it is taken, some twice.

Of a table's items each is in one shard; nothing is said of the order between two.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib.platform.dynamo import from_wire
from release.event_sources import STREAM_RETRIES
from simulation.doubles.dynamodb import Written
from simulation.doubles.errors import FunctionError
from simulation.doubles.events import stream_record

if TYPE_CHECKING:
    from simulation.world import World

_SHARDS = 2
_LONGEST_PAUSE_SECONDS = 60.0


@dataclass
class Shard:
    """`position` is of the next record to read; a reader is there as long as there is one."""

    name: str
    function: str
    batch_size: int
    failures: str
    records: list[dict[str, Any]] = field(default_factory=list)
    position: int = 0
    reads: int = 0
    being_read: bool = False


class Streams:
    """Made by a run that wants them: from then on what is written to a table with a stream is told."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._shards: dict[str, list[Shard]] = {}
        for name, function in world.declaration.functions.items():
            if table := (function.get("trigger") or {}).get("stream"):
                size, failures = function["trigger"]["batch_size"], function["trigger"]["on_failure"]
                self._shards[table] = [Shard(f"{table} shard {at + 1}", name, size, failures) for at in range(_SHARDS)]
        world.doubles["dynamodb"].heard.append(self._hear)

    def busy(self) -> bool:
        return any(shard.being_read for shards in self._shards.values() for shard in shards)

    def images(self, table: str) -> Iterator[dict[str, Any]]:
        """What was ever new in a table, be it there still or not, as plain rows."""
        return (from_wire(record["dynamodb"]["NewImage"]) for shard in self._shards[table] for record in shard.records)

    def _hear(self, written: Sequence[Written]) -> None:
        """Only new items: the mappings filter the rest (release/event_sources.py)."""
        for each in written:
            if each.table in self._shards and each.before is None and each.after is not None:
                key = next(iter(each.after[self._world.declaration.tables[each.table]["hash_key"]].values()))
                shard = self._shards[each.table][zlib.crc32(key.encode()) % _SHARDS]
                seconds = int(self._world.scheduler.time())
                shard.records.append(stream_record(each.after, f"{shard.name} {len(shard.records)}", seconds=seconds))
                self._read(shard)

    def _read(self, shard: Shard) -> None:
        if not shard.being_read:
            shard.being_read, shard.reads = True, shard.reads + 1
            self._world.start(f"{shard.name} / reader {shard.reads}", lambda: self._go_on(shard))

    def _go_on(self, shard: Shard) -> None:
        while shard.position < len(shard.records):
            about = f"{shard.name} / {shard.position} ({shard.reads})"
            self._world.sleep(self._world.decisions.between(f"{about} takes", 0.01, 1.0))
            end = min(len(shard.records), shard.position + shard.batch_size)
            self._hand_over(shard, shard.records[shard.position : end], 0)
            if self._happens(about, "stream batch twice", shard):
                self._hand_over(shard, shard.records[shard.position : end], 0)
            shard.position = end
            if self._happens(about, "stream replayed", shard):
                shard.position, shard.reads = 0, shard.reads + 1
        shard.being_read = False

    def _hand_over(self, shard: Shard, batch: list[dict[str, Any]], tries: int) -> None:
        """Until the function has taken it; a batch that fails is halved, and one record that fails for good goes to a queue."""
        while True:
            try:
                self._world.invoke(shard.function, {"Records": batch})
                return
            except FunctionError as error:
                tries += 1
                if tries > STREAM_RETRIES:
                    return self._give_up(shard, batch, error)
            self._world.sleep(min(2.0 ** min(tries, 10) / 10, _LONGEST_PAUSE_SECONDS))
            if len(batch) > 1:
                self._hand_over(shard, batch[: len(batch) // 2], tries)
                batch = batch[len(batch) // 2 :]

    def _give_up(self, shard: Shard, batch: list[dict[str, Any]], error: FunctionError) -> None:
        url = self._world.place.queue_url(shard.failures)
        about = {"shardId": shard.name, "batchSize": len(batch), "error": error.type}
        self._world.doubles["sqs"].send_message(QueueUrl=url, MessageBody=json.dumps({"DDBStreamBatchInfo": about}))

    def _happens(self, name: str, what: str, shard: Shard) -> bool:
        return self._world.befalls(f"{name} {what}", what, shard.function)
