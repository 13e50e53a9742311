"""REST routes of flows, executions and traces."""

from datetime import timedelta
from functools import partial

from chalicelib.operations import queries
from chalicelib.operations.errors import AlreadyRedriven, KeepsNoHistory, NotRedrivable, UnknownExecution, UnknownFlow
from chalicelib.operations.model import flows
from chalicelib.operations.operations.redrive_execution import redrive_execution
from chalicelib.operations.schemas.executions import (
    ExecutionDetails,
    ExecutionPage,
    ExecutionReply,
    ExecutionsQuery,
    FlowDetails,
    FlowList,
    FlowReply,
    Redriven,
    TraceQuery,
    TraceReply,
)
from chalicelib.platform import audit, paging, schemas
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.masking import owners_in

routes = Routes(
    __name__,
    tag="Flows",
    about="Flows, what became of their executions, and traces over everything",
    name="a flow, as GET /admin/flows lists it",
    execution="an execution, as GET /admin/executions lists it",
    correlation="the X-Correlation-Id of an answer",
)


@routes.get("/admin/flows", summary="Every flow", access="operations", answer=FlowList)
def list_flows(request: Request[None, None]) -> Answer:
    """The state machines that the bank is made of."""
    return Answer(200, FlowList(items=[FlowReply(name=name, type=kind) for name, kind in sorted(flows().items())]))


@routes.get("/admin/flows/{name}", summary="A flow, to draw it", access="operations", answer=FlowDetails, failures=(UnknownFlow,))
def get_flow(request: Request[None, None]) -> Answer:
    """The machine as it is deployed: its states, and where they lead."""
    name = request.path["name"]
    definition = queries.definition_of(name)
    return Answer(200, FlowDetails(name=name, type=flows()[name], definition=definition))


@routes.get(
    "/admin/executions",
    summary="Executions, newest first",
    access="operations",
    query=ExecutionsQuery,
    answer=ExecutionPage,
    failures=(UnknownFlow, KeepsNoHistory),
)
def list_executions(request: Request[None, ExecutionsQuery]) -> Answer:
    """One flow's page by page, or the latest of all in one page. Express flows are not among them: nothing lists those."""
    found, cursor = paging.page(request, partial(queries.list_executions, request.query.flow, request.query.status))
    return Answer(200, ExecutionPage(items=[ExecutionReply.of(each) for each in found], next_cursor=cursor))


@routes.get(
    "/admin/executions/{execution}",
    summary="An execution, step by step",
    access="operations",
    answer=ExecutionDetails,
    failures=(UnknownExecution,),
)
def get_execution(request: Request[None, None]) -> Answer:
    """Its states with their times, inputs, outputs and errors, without what is personal. Of an Express execution its log."""
    told = queries.find_execution(request.path["execution"])
    audit.look("execution.look", request.call, owners_in(told.input), subject=told.execution.execution_id)
    return Answer(200, ExecutionDetails.told(told))


@routes.post(
    "/admin/executions/{execution}/redrive",
    summary="Have a failed execution done once more",
    access="operations",
    status=202,
    location="/admin/executions/{execution}",
    answer=Redriven,
    failures=(UnknownExecution, NotRedrivable, AlreadyRedriven, KeepsNoHistory),
)
def redrive(request: Request[None, None]) -> Answer:
    """It is run again with the same input, as `<name>-r<n>`: what had been done is found done, and the rest follows."""
    execution_id = request.path["execution"]
    again = redrive_execution(execution_id, request.call)
    return Answer(202, Redriven(execution=again, status="REDRIVEN"))


@routes.get(
    "/admin/traces/{correlation}",
    summary="What one request went through",
    access="operations",
    query=TraceQuery,
    answer=TraceReply,
)
def get_trace(request: Request[None, TraceQuery]) -> Answer:
    """The lines that functions logged and the executions that began, with this correlation id, oldest first."""
    query = request.query
    end = schemas.moment(query.end, "to") if query.end else request.now
    begin = schemas.moment(query.begin, "from") if query.begin else end - timedelta(days=1)
    return Answer(200, TraceReply.of(queries.trace(request.path["correlation"], begin, end)))
