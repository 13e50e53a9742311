"""Wire shapes of flows, executions and traces."""

from typing import Annotated, Any, Literal

import msgspec

from chalicelib.kernel import clock
from chalicelib.operations.model import Execution, Kind, Told, Trace
from chalicelib.platform import paging
from chalicelib.platform.histories import Step
from chalicelib.platform.log_lines import Line
from chalicelib.platform.masking import masked, masked_words
from chalicelib.platform.schemas import Body, Reply, Timestamp

FlowName = Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,60}\Z")]
Status = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]


class ExecutionsQuery(paging.Page):
    """Which executions.

    flow: of one flow, page by page; without it the latest of all, in one page, such as cards_registration
    status: what became of them
    """

    flow: FlowName | None = None
    status: Status | None = None


class TraceQuery(Body):
    """In which time to look, a week at most.

    begin: from when on; a day before its end unless given
    end: until when; now unless given
    """

    begin: Timestamp | None = msgspec.field(default=None, name="from")
    end: Timestamp | None = msgspec.field(default=None, name="to")


class FlowReply(Reply):
    """A flow that the bank is made of.

    name: its name, such as cards_registration
    type: EXPRESS ones keep no history
    """

    name: str
    type: Kind


class FlowList(Reply):
    """Every flow.

    items: the flows, by name
    """

    items: list[FlowReply]


class FlowDetails(FlowReply):
    """A flow with what it is made of.

    definition: the machine as it is deployed, in Amazon States Language, to draw it from
    """

    definition: dict[str, Any]


class ExecutionReply(Reply):
    """An execution of a flow.

    execution: what it is asked for by, such as cards_registration:0198c0de-0000-7000-8000-000000000000
    flow: the flow, such as cards_registration
    name: its name in Step Functions, such as 0198c0de-0000-7000-8000-000000000000
    status: what became of it
    started_at: when it began
    stopped_at: when it ended; null while it runs
    """

    execution: str
    flow: str
    name: str
    status: Status
    started_at: Timestamp | None
    stopped_at: Timestamp | None

    @classmethod
    def of(cls, execution: Execution) -> "ExecutionReply":
        return cls(**_members(execution))


class ExecutionPage(Reply):
    """A page of executions.

    items: the executions, newest first
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[ExecutionReply]
    next_cursor: str | None


class FailureReply(Reply):
    """A try that failed.

    error: the name of the error, such as States.Timeout
    cause: why, as far as is known, such as The worker did not answer
    """

    error: str
    cause: str


class StepReply(Reply):
    """A state that an execution entered.

    name: the state, such as RequestDebitCard
    kind: its kind, such as Task
    depth: in how many branches it lies
    status: SUCCEEDED, CAUGHT where it failed and the flow knew how to go on, FAILED, or OPEN
    entered_at: when it was entered
    exited_at: when it was left; null while it was not
    input: what it got, without what is personal
    output: what it gave, without what is personal
    failures: its tries that failed
    """

    name: str
    kind: str
    depth: int
    status: Literal["SUCCEEDED", "CAUGHT", "FAILED", "OPEN"]
    entered_at: Timestamp
    exited_at: Timestamp | None
    input: Any
    output: Any
    failures: list[FailureReply]

    @classmethod
    def of(cls, step: Step) -> "StepReply":
        return cls(
            name=step.name,
            kind=step.kind,
            depth=step.depth,
            status=step.status,  # type: ignore[arg-type]
            entered_at=clock.to_text(step.entered),
            exited_at=clock.to_text(step.exited) if step.exited else None,
            input=masked(step.input),
            output=masked(step.output),
            failures=[FailureReply(error=error, cause=masked_words(cause)) for error, cause in step.failures],
        )


class LogLine(Reply):
    """A line of the log of an Express execution.

    at: when it was written
    type: what happened, such as TaskStateEntered
    state: in which state, empty where in none, such as PostPurchase
    """

    at: Timestamp
    type: str
    state: str


class ExecutionDetails(ExecutionReply):
    """An execution with what it did.

    input: what it got, without what is personal
    output: what it gave, without what is personal
    error: the name of the error that ended it, empty where none did, such as States.Timeout
    cause: why, as far as is known, such as The worker did not answer
    steps: the states that it entered, in their order
    has_history: false for an Express execution, of which Step Functions keeps none; its log is there instead
    log: what an Express execution logged; of another one nothing
    """

    input: Any
    output: Any
    error: str
    cause: str
    steps: list[StepReply]
    has_history: bool
    log: list[LogLine]

    @classmethod
    def told(cls, told: Told) -> "ExecutionDetails":
        return cls(
            **_members(told.execution),
            input=masked(told.input),
            output=masked(told.output),
            error=told.error,
            cause=masked_words(told.cause),
            steps=[StepReply.of(each) for each in told.steps],
            has_history=told.has_history,
            log=[LogLine(at=clock.to_text(at), type=kind, state=state) for at, kind, state in told.log],
        )


class Redriven(Reply):
    """It is done once more.

    execution: what it is done as, such as cards_registration:0198c0de-0000-7000-8000-000000000000-r1
    status: always REDRIVEN
    """

    execution: str
    status: Literal["REDRIVEN"]


class TraceLine(Reply):
    """An outcome that a function logged.

    at: when it was logged
    function: the function, such as api_handler
    message: what happened, such as answered
    summary: the line in a few words, such as answered POST /payment 201
    details: its ids and codes
    error: the name of an exception, empty where there was none, such as ConnectionError
    """

    at: Timestamp
    function: str
    message: str
    summary: str
    details: dict[str, Any]
    error: str

    @classmethod
    def of(cls, line: Line) -> "TraceLine":
        details: Any = masked({name: value for name, value in line.details.items() if isinstance(value, (str, int, float))})
        return cls(
            at=clock.to_text(line.at),
            function=line.function,
            message=line.message,
            summary=line.summary,
            details=details,
            error=line.error,
        )


class TraceReply(Reply):
    """Everything that one request went through.

    correlation_id: what they have in common, such as 6f1c2e9a-6d1f-4a57-9f0e-5a3f4f0c1d2b
    lines: what functions logged, oldest first
    executions: the executions whose input carries it, oldest first
    """

    correlation_id: str
    lines: list[TraceLine]
    executions: list[ExecutionReply]

    @classmethod
    def of(cls, trace: Trace) -> "TraceReply":
        return cls(
            correlation_id=trace.correlation_id,
            lines=[TraceLine.of(each) for each in trace.lines],
            executions=[ExecutionReply.of(each) for each in trace.executions],
        )


def _members(execution: Execution) -> dict[str, Any]:
    return {
        "execution": execution.execution_id,
        "flow": execution.flow,
        "name": execution.name,
        "status": execution.status,
        "started_at": clock.to_text(execution.started) if execution.started else None,
        "stopped_at": clock.to_text(execution.stopped) if execution.stopped else None,
    }
