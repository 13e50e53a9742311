"""Plays one seed, and tells what became of it."""

import hashlib
import time
import traceback
from collections.abc import Collection
from dataclasses import dataclass

from simulation import scenarios
from simulation.coverage import Coverage
from simulation.scenarios import Played, Scenario
from simulation.world import World


@dataclass(frozen=True)
class Run:
    """`failure` says what did not hold; `decisions` are those that did not come out dull; `digest` is of the story and of
    every item there is in the end, so that two runs can be told to be one."""

    seed: int
    failure: str | None
    story: list[tuple[float, str]]
    decisions: dict[str, object]
    played: Played | None
    coverage: Coverage
    digest: str

    @property
    def days(self) -> float:
        """How long it was, in there."""
        return (self.story[-1][0] - self.story[0][0]) / 86_400 if self.story else 0.0


def run(scenario: Scenario, seed: int, dull: Collection[str] = (), *, months: float = 2) -> Run:
    world = World(seed, dull, months)
    played = None
    with world.entered():
        try:
            played = scenario.play(world)
        except Exception as error:  # of the bank or of the simulator: either way a story to be told
            for line in traceback.format_exception(error):
                world.tell(line.rstrip())
            world.broken(f"it ends with {error!r}")
    kept = repr((world.story, sorted(world.doubles["dynamodb"].tables.items())))
    digest = hashlib.sha256(kept.encode()).hexdigest()
    return Run(seed, world.failure, world.story, world.decisions.lively, played, world.wire.weather.coverage, digest)


def timed(name: str, months: float, seed: int) -> tuple[Run, float]:
    """A run of the scenario of this name, for a process that was made for it, and its seconds of processor time."""
    began = time.process_time()
    played = run(scenarios.named(name), seed, months=months)
    return played, time.process_time() - began
