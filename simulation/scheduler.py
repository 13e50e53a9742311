"""Who runs when: tasks that hand over by themselves, in virtual time. One runs at a time, and the earliest always next.

A task is a greenlet, so real code runs unchanged and gives way inside whatever call it makes. Nothing here is drawn: how long
things take is decided elsewhere, and that decides the order.
"""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

from greenlet import getcurrent, greenlet


class Killed(BaseException):
    """The task was ended from outside, as a Lambda that ran out of time: no handler of errors sees it."""


class Promise:
    """What a task, or somebody, will say later: a value or an error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.done = False
        self._value: Any = None
        self._error: BaseException | None = None
        self._then: list[Callable[[], None]] = []

    def settle(self, value: Any = None) -> None:
        """The first word counts; later ones are not heard."""
        self._say(value, None)

    def fail(self, error: BaseException) -> None:
        self._say(None, error)

    def then(self, do: Callable[[], None]) -> None:
        """`do` is called once it is known, at once when it is."""
        if self.done:
            do()
        else:
            self._then.append(do)

    def value(self) -> Any:
        """What was said. Raises the error when it was one."""
        if self._error is not None:
            raise self._error
        return self._value

    def _say(self, value: Any, error: BaseException | None) -> None:
        if self.done:
            return
        self.done, self._value, self._error = True, value, error
        told, self._then = self._then, []
        for do in told:
            do()


class Task:
    """One thread of the story: a request, an invocation, an execution. Its `name` is its own in the run."""

    def __init__(self, name: str, run: Callable[[], Any], scheduler: "Scheduler") -> None:
        self.name = name
        self.promise = Promise(name)
        self.count = 0  # of the decisions made inside it
        self.memory: dict[str, Any] = {}  # what would be global in a process of its own
        self.mortal = False  # a function: it can be killed, and runs out of time
        self.site: str | None = None  # who makes its calls, where that is no function of the bank
        self._killed = False
        self._blocked = 0
        self._run = run
        self._scheduler = scheduler
        self._greenlet = greenlet(self._main, parent=scheduler.root)

    def numbered(self, what: str) -> str:
        """A name for one more decision inside this task."""
        self.count += 1
        return f"{self.name} / {self.count} {what}"

    @property
    def killed(self) -> bool:
        return self._killed

    def die(self) -> NoReturn:
        """Ends itself; whatever it calls on the way out is not made."""
        self._killed = True
        raise Killed

    def kill(self) -> None:
        """Ends it where it stands, by Killed."""
        if not self.promise.done and not self._killed:
            self._killed = True
            self._scheduler.after(0, self._waker())

    def block(self) -> Callable[[], None]:
        """What wakes the task from the `pause` that follows; later wakers of the same pause do nothing."""
        self._blocked += 1
        return self._waker()

    def pause(self) -> None:
        self._scheduler.root.switch()
        if self._killed:
            raise Killed

    def resume(self) -> None:
        before, self._scheduler.current = self._scheduler.current, self
        self._greenlet.switch()
        self._scheduler.current = before

    def _waker(self) -> Callable[[], None]:
        ticket = self._blocked

        def wake() -> None:
            if ticket == self._blocked and not self.promise.done:
                self._blocked += 1
                self.resume()

        return wake

    def _main(self) -> None:
        try:
            if self._killed:
                raise Killed
            self.promise.settle(self._run())
        except BaseException as error:
            self.promise.fail(error)


class Scheduler:
    """Virtual time, in seconds since the epoch, and what is to happen in it."""

    def __init__(self, start: datetime) -> None:
        self.seconds = start.timestamp()
        self.root = getcurrent()
        self.current: Task | None = None
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._ahead = 0.0
        self._halted = False
        self._until = float("inf")
        self._until_done: Promise | None = None
        self._living: dict[Task, None] = {}

    def time(self) -> float:
        return self.seconds + self._ahead

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """`do` is called then. It must not block: what blocks is a task."""
        self._number += 1
        heapq.heappush(self._agenda, (self.seconds + max(0.0, seconds), self._number, do))

    def start(self, name: str, run: Callable[[], Any], *, after: float = 0.0) -> Task:
        """A task of its own; its `promise` tells what became of it."""
        task = Task(name, run, self)
        self._living[task] = None
        task.promise.then(lambda: self._living.pop(task))
        self.after(after, task.block())
        return task

    def sleep(self, seconds: float) -> None:
        """The running task goes on after so long. Outside of tasks time simply passes."""
        if (task := self.current) is None:
            self.run(until=self.seconds + seconds)
        elif self._is_next(task, end := self.seconds + max(0.0, seconds)):
            self.seconds = end
        else:
            self.after(seconds, task.block())
            task.pause()

    def _is_next(self, task: Task, end: float) -> bool:
        """Whether nothing else would happen until the running task wakes: then it need not give way, which is most of the cost."""
        if self._halted or task.killed or end > self._until or (self._agenda and self._agenda[0][0] <= end):
            return False
        return self._until_done is None or not self._until_done.done

    def wait(self, promise: Promise, seconds: float | None = None) -> Any:
        """What was promised. Raises the error it failed with, TimeoutError when it was not said within `seconds`."""
        task = self.current
        assert task is not None, "only a task waits"
        if not promise.done:
            wake = task.block()
            if seconds is not None:
                self.after(seconds, wake)
            promise.then(lambda: self.after(0, wake))
            task.pause()
            if not promise.done:
                raise TimeoutError(promise.name)
        return promise.value()

    def run(self, until: float | None = None, until_done: Promise | None = None) -> None:
        """Lets everything happen that is due by `until`, or until something is known, or all of it; then it is `until`."""
        self._until, self._until_done = float("inf") if until is None else until, until_done
        while self._agenda and not self._halted and self._agenda[0][0] <= self._until:
            if until_done is not None and until_done.done:
                return
            at, _, do = heapq.heappop(self._agenda)
            self.seconds = max(self.seconds, at)
            do()
        if until is not None:
            self.seconds = max(self.seconds, until)

    def jump(self, seconds: float) -> None:
        """The clock leaps forward, and what is waited for is no nearer."""
        self._ahead += seconds

    def halt(self) -> None:
        """Nothing more happens."""
        self._halted = True

    def end(self) -> None:
        """Leaves no task behind."""
        self._agenda.clear()
        self._halted = False
        for task in list(self._living):
            task.kill()
        self.run()
