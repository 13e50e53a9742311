"""A double beside the emulator, for contract tests: the same cases on both, in a world without faults."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from local.waiting import until
from simulation.doubles.errors import FunctionError
from simulation.world import World


class Emulator:
    """Real time: what is waited for comes about by itself."""

    def __init__(self, provisioned: Any, client: Callable[[str], Any]) -> None:
        self.client, self.place, self.endpoint = client, provisioned.place, provisioned.url

    def until(self, probe: Callable[[], Any], what: str) -> Any:
        return until(probe, what, 120)

    def blocking(self, call: Callable[[], Any]) -> Any:
        return call()


class Bottle:
    """Virtual time: it passes while something is waited for."""

    endpoint = None

    def __init__(self, world: World) -> None:
        self.world, self.client, self.place = world, world.client, world.place
        self.functions: dict[str, Callable[[dict, object], Any]] = {}

    def until(self, probe: Callable[[], Any], what: str) -> Any:
        for _ in range(10_000):
            if found := probe():
                return found
            self.world.sleep(0.25)
        raise AssertionError(f"{what} did not come")

    def blocking(self, call: Callable[[], Any]) -> Any:
        return self.world.call("a caller who waits", call)

    def invoke(self, function: str, event: dict) -> Any:
        try:
            return json.loads(json.dumps(self.functions[function](event, None)))
        except Exception as error:
            raise FunctionError(type(error).__name__, str(error)) from error


@contextmanager
def bottle() -> Iterator[Bottle]:
    world = World(0)
    world.wire.weather.calm = True
    with world.entered():
        made = Bottle(world)
        world.invoke = made.invoke
        yield made
