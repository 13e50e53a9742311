"""Plays one seed, and tells what became of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from simulation.coverage import Coverage
from simulation.ledger.scenario import Played
from simulation.world import World

Scenario = Callable[[World], Played]


@dataclass(frozen=True)
class Run:
    """`failure` says what did not hold; `decisions` are those that did not come out dull."""

    seed: int
    failure: str | None
    story: list[tuple[float, str]]
    decisions: dict[str, object]
    played: Played | None
    coverage: Coverage


def run(seed: int, scenario: Scenario, dull: Collection[str] = ()) -> Run:
    world = World(seed, dull)
    played = None
    with world.entered():
        try:
            played = scenario(world)
        except Exception as error:
            if world.failure is None:
                raise
            del error
    return Run(seed, world.failure, world.story, world.decisions.lively, played, world.wire.weather.coverage)
