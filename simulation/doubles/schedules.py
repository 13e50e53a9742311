"""EventBridge Scheduler: starts of machines at a time of their own, once or again and again."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from simulation.doubles.errors import Exceptions, NotKnown, refused

if TYPE_CHECKING:
    from simulation.world import World

_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_DAILY = re.compile(r"cron\((\d+) (\d+) \* \* \? \*\)")
_TARGET = {"Arn", "RoleArn", "Input", "DeadLetterConfig", "RetryPolicy"}
_HOUR, _DAY, _EARLY_SECONDS = 3_600.0, 86_400.0, 2.0
_LATE_SECONDS = (20 * _DAY, 10 * _DAY, 3 * _DAY, _DAY, 3_600.0, 0.0)
_NIGHTS_LATE_SECONDS = tuple(4 * seconds for seconds in _LATE_SECONDS)


class Schedules:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self.world = world
        self._nightly = {name for name, each in world.declaration.schedules.items() if _DAILY.fullmatch(each["expression"])}
        self.pending: dict[str, datetime] = {}
        self.fired: set[str] = set()

    def create_schedule(
        self,
        *,
        Name: str,
        GroupName: str,
        ScheduleExpression: str,
        FlexibleTimeWindow: dict[str, str],
        Target: dict[str, Any],
        ActionAfterCompletion: str = "NONE",
    ) -> dict[str, Any]:
        """A start at one time, which takes the schedule away."""
        found = _AT.fullmatch(ScheduleExpression)
        if not found or ActionAfterCompletion != "DELETE" or FlexibleTimeWindow != {"Mode": "OFF"} or set(Target) - _TARGET:
            raise NotKnown(f"a schedule {ScheduleExpression} {ActionAfterCompletion} {FlexibleTimeWindow} {sorted(Target)}")
        if "DeadLetterConfig" not in Target:
            self.world.broken(f"the schedule {Name} says nowhere where a start goes that is not taken")
        if GroupName != self.world.place.prefix.rstrip("-"):
            raise refused("ResourceNotFoundException", f"Schedule group {GroupName} does not exist.")
        if Name in self.pending:
            raise refused("ConflictException", f"Schedule {Name} already exists.")
        at = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
        if at <= self.world.now():
            raise refused("ValidationException", "Invalid Schedule Expression: it has passed")
        self.pending[Name] = at
        early = _EARLY_SECONDS if self._happens(Name, "schedule fires early") else 0.0  # no two clocks are the same
        self._wait_until(at - timedelta(seconds=early), Name, Target)
        return {"ScheduleArn": f"arn:aws:scheduler:us-east-1:{self.world.place.account}:schedule/{GroupName}/{Name}"}

    def _wait_until(self, at: datetime, name: str, target: dict[str, Any]) -> None:
        """By the region's clock, which jumps: of a month it would have gone ahead by days."""
        left = (at - self.world.now()).total_seconds()
        if left <= _HOUR:
            self.world.after(left, lambda: self._fire(name, target))
        else:
            self.world.after(left / 2, lambda: self._wait_until(at, name, target))

    def begin(self) -> None:
        """Lets the declared schedules run. They may be late by days: months of them would be most of a run."""
        for name, target, expression in self._declared():
            self._again(name, target, _rhythm(expression), 1)

    def catch_up(self) -> None:
        """Starts each of them at once, however late it would have been."""
        for name, target, _ in self._declared():
            self._start(name, target)

    def _declared(self) -> Iterator[tuple[str, dict[str, Any], str]]:
        for name, schedule in self.world.declaration.schedules.items():
            target = {"Arn": self.world.place.arn(f"machine/{schedule['machine']}"), "Input": json.dumps(schedule["input"])}
            yield name, target, schedule["expression"]

    def busy(self) -> bool:
        return any(at <= self.world.now() for at in self.pending.values())

    def _fire(self, name: str, target: dict[str, Any]) -> None:
        del self.pending[name]
        self.fired.add(name)
        if self._happens(name, "schedule start not taken"):
            self._lose(target)
            return
        for number in range(2 if self._happens(name, "schedule fires twice") else 1):
            self._start(f"{name} {number}", target)

    def _happens(self, name: str, what: str) -> bool:
        return self.world.befalls(f"{name} {what}", what, "schedules")

    def _again(self, name: str, target: dict[str, Any], rhythm: Callable[[datetime], timedelta], number: int) -> None:
        def fire() -> None:
            self._start(name, target)
            self._again(name, target, rhythm, number + 1)

        least = rhythm(self.world.now()).total_seconds()
        options = _NIGHTS_LATE_SECONDS if name in self._nightly else _LATE_SECONDS
        late = self.world.decisions.pick(f"schedule {name} {number} is late by", options)
        self.world.after(max(least, late), fire)

    def _start(self, name: str, target: dict[str, Any]) -> None:
        """Under a name of the service's own; a start that is not taken goes to the queue of lost ones."""
        try:
            self.world.doubles["stepfunctions"].start_execution(
                stateMachineArn=target["Arn"], name=str(uuid.uuid4()), input=target.get("Input", "{}")
            )
        except ClientError:
            self._lose(target)

    def _lose(self, target: dict[str, Any]) -> None:
        queue = target["DeadLetterConfig"]["Arn"].rpartition(":")[2].removeprefix(self.world.place.prefix)
        url = self.world.place.queue_url(queue)
        self.world.doubles["sqs"].send_message(QueueUrl=url, MessageBody=target.get("Input", "{}"))


def _rhythm(expression: str) -> Callable[[datetime], timedelta]:
    """How long from a moment to the next time."""
    if every := _RATE.fullmatch(expression):
        step = timedelta(**{f"{every[2]}s": int(every[1])})
        return lambda now: step
    if daily := _DAILY.fullmatch(expression):
        minute, hour = int(daily[1]), int(daily[2])

        def until(now: datetime) -> timedelta:
            then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            return (then if then > now else then + timedelta(days=1)) - now

        return until
    raise NotKnown(expression)
