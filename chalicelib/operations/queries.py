"""Reads of flows, executions and traces."""

import re
from datetime import datetime, timedelta

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.operations import store
from chalicelib.operations.errors import KeepsNoHistory, UnknownExecution, UnknownFlow
from chalicelib.operations.model import Execution, Told, Trace, flows
from chalicelib.platform.dynamo import Item
from chalicelib.platform.histories import correlation_of, parsed

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
# An execution may begin around the lines of its trace, or wait after them.
_BEFORE, _AFTER = timedelta(seconds=1), timedelta(minutes=15)
_EXECUTIONS_OF_A_FLOW_IN_A_TRACE = 50
LONGEST_TRACE = timedelta(days=7)


def definition_of(flow: str) -> dict[str, object]:
    """Raises UnknownFlow."""
    _check(flow)
    return store.definition_of(flow)


def list_executions(
    flow: str | None, status: str | None, *, limit: int, start: Item | None
) -> tuple[list[Execution], Item | None]:
    """One page of a flow's executions, newest first; without a flow the latest of all, with nothing behind them.

    Raises UnknownFlow, and KeepsNoHistory for an Express flow.
    """
    if flow is None:
        standard = [name for name, kind in flows().items() if kind == "STANDARD"]
        every = [each for name in standard for each in store.executions_of(name, status, limit, None)[0]]
        return sorted(every, key=lambda each: str(each.started), reverse=True)[:limit], None
    _check(flow)
    if flows()[flow] == "EXPRESS":
        raise KeepsNoHistory("Step Functions does not list executions of an Express flow")
    return store.executions_of(flow, status, limit, start)


def place_of(execution_id: str) -> tuple[str, str]:
    """Flow and name. Raises UnknownExecution."""
    flow, _, name = execution_id.partition(":")
    if flow not in flows() or not _NAME.fullmatch(name):
        raise UnknownExecution("No such execution")
    return flow, name


def find_execution(execution_id: str) -> Told:
    """Everything that is kept of an execution. Raises UnknownExecution."""
    flow, name = place_of(execution_id)
    if flows()[flow] == "EXPRESS":
        return _express(flow, name)
    found = store.find_execution(flow, name)
    if found is None:
        raise UnknownExecution("No such execution")
    execution, described = found
    return Told(
        execution,
        parsed(described.get("input")),
        parsed(described.get("output")),
        described.get("error") or "",
        described.get("cause") or "",
        store.steps_of(flow, name),
        [],
        has_history=True,
    )


def _express(flow: str, name: str) -> Told:
    log = store.express_log(flow, name)
    if not log:
        raise UnknownExecution("Nothing was logged of such an execution")
    ended = {kind: at for at, kind, _ in log if kind.startswith("Execution") and kind != "ExecutionStarted"}
    kind, stopped = next(iter(ended.items()), ("ExecutionRunning", None))
    status = kind.removeprefix("Execution").upper().replace("TIMEDOUT", "TIMED_OUT")
    return Told(Execution(flow, name, status, log[0][0], stopped), None, None, "", "", [], log, has_history=False)


def trace(trace_id: str, begin: datetime, end: datetime) -> Trace:
    """What had this correlation id in a time. Raises InvalidRequest for more than a week."""
    if not timedelta(0) <= end - begin <= LONGEST_TRACE:
        raise InvalidRequest(("from", f"must be at most {LONGEST_TRACE.days} days before `to`"))
    lines = store.lines_with(trace_id, begin, end)
    found = []
    if lines:
        first, last = lines[0].at - _BEFORE, lines[-1].at + _AFTER
        for flow in (name for name, kind in flows().items() if kind == "STANDARD"):
            for execution in store.executions_of(flow, None, _EXECUTIONS_OF_A_FLOW_IN_A_TRACE, None)[0]:
                if execution.started and first <= execution.started <= last and _belongs(execution, trace_id):
                    found.append(execution)
    return Trace(trace_id, lines, sorted(found, key=lambda each: str(each.started)))


def _belongs(execution: Execution, trace_id: str) -> bool:
    described = store.find_execution(execution.flow, execution.name)
    return described is not None and correlation_of(described[1].get("input")) == trace_id


def _check(flow: str) -> None:
    if flow not in flows():
        raise UnknownFlow("No such flow")
