"""One run: the bank on its doubles, in virtual time, with the weather and the decisions of a seed."""

import logging
import os
import random
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from chalicelib.kernel import clock
from chalicelib.platform import clients, settings
from release.declaration import LOCAL_ACCOUNT, Place, load
from simulation.decisions import Decisions
from simulation.doubles import DOUBLES
from simulation.functions import Functions
from simulation.scheduler import Promise, Scheduler, Task
from simulation.wire import Client, Wire

__all__ = ["Promise", "World"]
START = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
_SETTINGS = {
    "BANK_STAGE": "local",
    "BANK_ACCOUNT_ID": LOCAL_ACCOUNT,
    "AWS_REGION": "us-east-1",
    "BCRYPT_ROUNDS": "4",
    "BANK_PUBLIC_ORIGINS": "https://bank.example",
    "SMS_ORIGIN": "+12025550100",
    "PUSH_ANDROID": "GCM/inferno-local",
    "POWERTOOLS_METRICS_DISABLED": "true",
}


class World:
    """Made by a seed; decisions named in `dull` come out dull, and a run covers about `days`."""

    def __init__(self, seed: int, dull: Collection[str] = (), months: float = 2) -> None:
        self.seed, self.days = seed, 30 * months
        self.decisions = Decisions(seed, dull)
        self.scheduler = Scheduler(START)
        self.declaration, self.place = load(), Place("local")
        self.wire = Wire(self)
        self.doubles = {name: make(self) for name, make in DOUBLES.items()}
        self._clients = {name: Client(name, double, self.wire) for name, double in self.doubles.items()}
        self.now, self.after, self.start = self.scheduler.now, self.scheduler.after, self.scheduler.start
        self.invoke = Functions(self).invoke
        self.sleep, self.wait = self.scheduler.sleep, self.scheduler.wait
        self.story: list[tuple[float, str]] = []
        self.failure: str | None = None
        self._outside = 0

    @property
    def task(self) -> Task | None:
        return self.scheduler.current

    def client(self, service: str) -> Any:
        """What `platform.clients.client` answers in here."""
        return self._clients[service]

    def tell(self, what: str) -> None:
        """A line of the story, should somebody have to read it."""
        if self.failure is None:
            self.story.append((self.scheduler.time(), what))

    def broken(self, what: str) -> None:
        """Something that must hold does not: the run ends here."""
        if self.failure is None:
            self.tell(f"BROKEN: {what}")
            self.failure = what
            self.scheduler.halt()

    def function(self, name: str, run: Callable[[], Any], seconds: float) -> Task:
        """An invocation: it can be killed, and is when it runs out of time."""
        task = self.start(name, run)
        task.mortal = True
        self.after(seconds, task.kill)
        return task

    def befalls(self, decision: str, what: str, where: str) -> bool:
        """Whether something goes wrong there now, which it does as often as this weather has it. It is counted."""
        weather = self.wire.weather
        happens = self.decisions.happens(decision, weather.likely(what))
        if happens:
            weather.coverage.struck(where, what, after=True)
        return happens

    def weather_ends(self) -> None:
        """From here on nothing goes wrong."""
        self.wire.weather.calm = True

    def numbered(self, what: str) -> str:
        """A name for one more decision of whoever is running."""
        if self.task is not None:
            return self.task.numbered(what)
        self._outside += 1
        return f"outside / {self._outside} {what}"

    @contextmanager
    def entered(self) -> Iterator["World"]:
        """Within, time, chance and AWS are this world's."""
        with ExitStack() as stack:
            stack.enter_context(
                patch.object(os, "environ", dict(_SETTINGS))
            )  # a plain one: nothing of it is asked for more often
            stack.enter_context(clock.driven_by(self.scheduler))
            stack.enter_context(clients.through(self.client))
            for module in (os, random):
                name = "urandom" if module is os else "_urandom"
                stack.enter_context(patch.object(module, name, self._bytes))
            stack.enter_context(patch.object(random, "uniform", self._uniform))
            settings.forget_account()
            stack.callback(logging.disable, logging.root.manager.disable)
            logging.disable()
            try:
                yield self
            finally:
                self.scheduler.end()

    def _bytes(self, size: int) -> bytes:
        return self.decisions.bytes(self.numbered("bytes"), size)

    def _uniform(self, least: float, most: float) -> float:
        return least + (most - least) * self.decisions.fraction(self.numbered("jitter"))

    def at_rest(self) -> bool:
        return not any(double.busy() for double in self.doubles.values())

    def call(self, name: str, run: Callable[[], Any]) -> Any:
        """Runs something as a task, and everything else meanwhile, until it is done."""
        task = self.start(name, run)
        self.scheduler.run(until_done=task.promise)
        return task.promise.value()
