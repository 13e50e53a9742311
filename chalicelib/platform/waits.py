"""Executions that wait for a person: the row decides, the token only wakes.

A context begins a wait in the transaction that needs a decision, and ends it in the one that decides: the row of
`wait-table` tells once and for all what became of it. The machine waits with a task token, which `keep` puts into the row;
the delivery `wake` answers whatever token lies there then. A token that nobody waits with any more is no fault.

Executions die (a laptop restarts, a year passes). So every row has a time `look_at`, and `sweep` looks after what has come
to it: it wakes what is due, and starts again, as `<id>-r<n>`, what has no living execution.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure, RequestInProgress
from chalicelib.platform import dynamo, outbox, workflows
from chalicelib.platform.call import Call
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change
from chalicelib.platform.observability import logger
from chalicelib.platform.outbox import Delivery

TABLE = "wait-table"
# What a woken execution is told instead of what was decided: look at what is due; another execution has taken over.
DUE, SUPERSEDED = "DUE", "SUPERSEDED"
LOOK_EVERY = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)  # between two starts of what dies again and again
KEPT_DAYS = 100  # after the end: names of executions stay taken for 90
MAXIMUM_SWEPT = 2_000
# Rows that wait are found by the last digit of their id, so that no key of the index is common to all.
_SLOTS = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait. `wait_id`, a UUID, names its execution; `input` is the machine's, as JSON.

    `due_at`: when something is to be done though nobody has decided. `outcome`: what was decided, empty until then.
    `token` is what the execution `execution` waits with, empty until it waits. `runs` counts starts after the first, `missed`
    those in a row that never came to wait.
    """

    wait_id: str
    machine: str
    input: str
    due_at: str
    look_at: str
    execution: str
    token: str = ""
    outcome: str = ""
    runs: int = 0
    missed: int = 0


_WAIT = Codec(Wait)


def begin(wait_id: str, machine: str, input: Mapping[str, object], due_at: datetime, call: Call) -> tuple[Change, Delivery]:
    """The row and the start of its execution, both to put into the transaction that makes the wait necessary.

    The change is refused under the label `wait` when there is one under this id.
    """
    due = clock.to_text(due_at)
    look_at = min(due, clock.to_text(call.now + LOOK_EVERY))
    wait = Wait(wait_id, machine, json.dumps(input), due, look_at, execution=wait_id)
    item = {**_WAIT.to_item(wait), "slot": wait_id[-1]}
    return dynamo.put_new("wait", TABLE, "wait_id", item), outbox.to_execution(machine, wait_id, input)


def end(wait_id: str, outcome: str, call: Call, *, refusal: Failure | None = None) -> tuple[Change, Delivery]:
    """The decision and what wakes the execution with it, both to put into the transaction that has its effect.

    Of several at once one is made: the others raise `refusal`, or are refused under the label `wait`.
    """
    change = dynamo.update(
        "wait",
        TABLE,
        {"wait_id": wait_id},
        {"outcome": outcome, "expires_at": clock.epoch_seconds_after(call.now, days=KEPT_DAYS)},
        remove=("slot",),
        condition="outcome = :open",
        open="",
    )
    return replace(change, refusal=refusal), {"kind": "wake", "wait": wait_id}


def postpone(wait: Wait, due_at: datetime) -> Change:
    """What was due has been done, the next is due at `due_at`; refused under `wait` when it was decided, or done, meanwhile."""
    due = clock.to_text(due_at)
    return dynamo.update(
        "wait",
        TABLE,
        {"wait_id": wait.wait_id},
        {"due_at": due, "look_at": due},
        condition="outcome = :open AND due_at = :seen",
        open="",
        seen=wait.due_at,
    )


def find(wait_id: str) -> Wait | None:
    return _WAIT.found(dynamo.get(TABLE, {"wait_id": wait_id}))


def keep(wait_id: str, token: str, execution: str, now: datetime) -> None:
    """Notes what `execution` waits with; it is answered at once when the decision has been made, or when something is due.

    An execution that waited before it, and still does, is told that it was superseded. Raises LookupError without a row.
    """
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        seen = find(wait_id)
        if seen is None:
            raise LookupError(f"nothing waits under {wait_id}")
        if seen.outcome:
            workflows.succeed(token, {"outcome": seen.outcome})
            return
        later, is_due = clock.to_text(now + LOOK_EVERY), seen.due_at <= clock.to_text(now)
        look_at = later if is_due else min(seen.due_at, later)
        kept = {"token": token, "execution": execution, "look_at": look_at, "missed": 0}
        try:
            dynamo.write(_while_seen(seen, kept))
        except dynamo.Refused:
            dynamo.pause(attempt)
            continue
        if seen.token and seen.execution != execution:
            workflows.succeed(seen.token, {"outcome": SUPERSEDED})
        if is_due:
            workflows.succeed(token, {"outcome": DUE})
        return
    raise RequestInProgress(f"Too many changes to the wait {wait_id} at once")


def wake(wait_id: str) -> None:
    """Tells the execution that waits what was decided. One that does not wait yet finds it when it comes to."""
    wait = find(wait_id)
    if wait is not None and wait.outcome and wait.token:
        workflows.succeed(wait.token, {"outcome": wait.outcome})


def sweep(now: datetime) -> dict[str, int]:
    """Looks after every wait whose time has come, at most MAXIMUM_SWEPT. Returns how many were `woken` and `revived`.

    Safe to repeat: a row is looked after once, and executions are named by their number. A fault with one does not hold up
    the others; the first is raised at the end.
    """
    done, faults = {"woken": 0, "revived": 0, "left": 0}, []
    for wait in islice(_to_look_at(now), MAXIMUM_SWEPT):
        try:
            done[_look_after(wait, now)] += 1
        except dynamo.Refused:
            pass  # decided, or looked after by another sweep
        except (ClientError, BotoCoreError, RequestInProgress) as fault:
            logger.exception("wait not looked after", extra={"execution": wait.execution, "machine": wait.machine})
            faults.append(fault)
    if faults:
        raise faults[0]
    return done


def due_by(machine: str, moment: datetime, *, maximum: int) -> list[Wait]:
    """The waits of one machine that are due by then, which may be a time to come; no row is found that was just looked after."""
    due = (wait for wait in _to_look_at(moment) if wait.machine == machine and wait.due_at <= clock.to_text(moment))
    return list(islice(due, maximum))


def _to_look_at(moment: datetime) -> Iterator[Wait]:
    """Every wait whose `look_at` is not after `moment`, MAXIMUM_SWEPT a slot."""
    for slot in _SLOTS:
        until = clock.to_text(moment)
        found = dynamo.query_all(
            TABLE, "slot = :slot AND look_at <= :until", index="by-look", maximum=MAXIMUM_SWEPT, slot=slot, until=until
        )
        yield from map(_WAIT.to_model, found)


def _look_after(wait: Wait, now: datetime) -> str:
    """Raises Refused when somebody else has."""
    due = wait.due_at <= clock.to_text(now)
    woken = due and wait.token and workflows.succeed(wait.token, {"outcome": DUE})
    if not woken and not workflows.is_running(wait.machine, wait.execution):
        _revive(wait, now)
        return "revived"
    later = clock.to_text(now + LOOK_EVERY)
    dynamo.write(_while_seen(wait, {"look_at": later if due else min(wait.due_at, later)}))
    return "woken" if woken else "left"


def _revive(wait: Wait, now: datetime) -> None:
    """Starts it again; what never comes to wait is started more and more rarely."""
    name = f"{wait.wait_id}-r{wait.runs + 1}"
    pause = min(LONGEST_PAUSE, LOOK_EVERY * 2 ** min(wait.missed, 10))
    after = {"token": "", "execution": name, "runs": wait.runs + 1, "missed": wait.missed + 1}
    change = _while_seen(wait, {**after, "look_at": clock.to_text(now + pause)})
    start = outbox.to_execution(wait.machine, name, json.loads(wait.input))
    dynamo.transact([change, outbox.record("wait.revived", [start], Call(now))])
    logger.warning("wait revived", extra={"execution": name, "machine": wait.machine, "missed": wait.missed})


def _while_seen(seen: Wait, assign: Mapping[str, object]) -> Change:
    """Undecided, and nobody has looked after it nor kept a token since it was seen."""
    condition = "outcome = :open AND look_at = :look AND #token = :token"
    key = {"wait_id": seen.wait_id}
    return dynamo.update("wait", TABLE, key, assign, condition=condition, open="", look=seen.look_at, token=seen.token)
