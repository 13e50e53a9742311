"""Have an execution that failed done once more, as `<name>-r<n>` with the same input: what had succeeded is found done."""

from chalicelib.operations import queries, store
from chalicelib.operations.errors import AlreadyRedriven, KeepsNoHistory, NotRedrivable
from chalicelib.operations.model import flows
from chalicelib.platform import audit, dynamo, error_log, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.masking import owners_in

_CAN_GO_ON = ("FAILED", "ABORTED", "TIMED_OUT")


def redrive_execution(execution_id: str, call: Call) -> str:
    """Returns the id of the execution that it becomes.

    Raises UnknownExecution, NotRedrivable, AlreadyRedriven, and KeepsNoHistory for an Express one.
    """
    flow, name = queries.place_of(execution_id)
    if flows()[flow] == "EXPRESS":
        raise KeepsNoHistory("An Express execution cannot go on; send its request again")
    told = queries.find_execution(execution_id)
    if told.execution.status not in _CAN_GO_ON or not isinstance(told.input, dict):
        raise NotRedrivable(f"The execution is {told.execution.status.lower()}")
    again = error_log.next_name(name)
    if store.find_execution(flow, again):
        raise AlreadyRedriven(f"It was done once more as {again}", execution=f"{flow}:{again}")
    start = outbox.to_execution(flow, again, told.input)
    entry = audit.record(
        "execution.redrive",
        call,
        whom=next(iter(sorted(owners_in(told.input))), None),
        subject=execution_id,
        before={"status": told.execution.status},
        after={"execution": f"{flow}:{again}"},
    )
    dynamo.transact([outbox.record("execution.redriven", [start], call), entry])
    return f"{flow}:{again}"
