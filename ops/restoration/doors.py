"""The doors of a bank: with every function at zero concurrency no request, message, stream record or task gets through."""

from ops.clients import Clients
from release.config import function_name
from release.declaration import Declaration, Place


def close_doors(declaration: Declaration, place: Place, clients: Clients) -> int:
    """Lets no function run, stops the executions that do; returns how many of those were stopped.

    Queues and streams keep what comes meanwhile; API Gateway answers with an error.
    """
    for name in declaration.functions:
        clients("lambda").put_function_concurrency(FunctionName=function_name(place, name), ReservedConcurrentExecutions=0)
    stopped = 0
    for arn in standard_machines(declaration, place):
        pages = clients("stepfunctions").get_paginator("list_executions").paginate(stateMachineArn=arn, statusFilter="RUNNING")
        for execution in (each for page in pages for each in page["executions"]):
            cause = "The bank is being restored; started again when its doors open"
            clients("stepfunctions").stop_execution(executionArn=execution["executionArn"], error="Restoration", cause=cause)
            stopped += 1
    return stopped


def open_doors(declaration: Declaration, place: Place, clients: Clients) -> None:
    """Lets every function run as it did before."""
    for name in declaration.functions:
        clients("lambda").delete_function_concurrency(FunctionName=function_name(place, name))


def standard_machines(declaration: Declaration, place: Place) -> list[str]:
    """The ARNs of the machines whose executions outlive a request."""
    return [place.arn(f"machine/{name}") for name, machine in declaration.machines.items() if machine["type"] == "STANDARD"]
