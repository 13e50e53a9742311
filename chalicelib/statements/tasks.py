"""What the machines `statements_make` and `statements_seal` call."""

from dataclasses import asdict
from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.platform.tasks import task
from chalicelib.statements.operations.seal_statements import MOST_AT_ONCE, seal_statements

tasks = Blueprint(__name__)


class BuildFiles(msgspec.Struct, rename="camel", frozen=True):
    """Machine input; the rest of it is for the mail."""

    account_id: str
    statement_id: str


@task(tasks, "statements_build_files")
def build_files(command: BuildFiles) -> dict[str, Any]:
    from chalicelib.statements.operations.build_files import build_files as build  # and all that writes files: not the API's

    statement, holder, files = build(command.account_id, command.statement_id)
    return {
        "outcome": "BUILT",
        "files": [asdict(file) for file in files],
        "mail": {
            "number": statement.number,
            "account": holder.account_number[-4:],
            "from": str(statement.period.first),
            "to": str(statement.period.last),
        },
    }


class SealSegment(msgspec.Struct, rename="camel", frozen=True):
    """One of `segments` parts of all accounts, counted from 0."""

    segment: int
    segments: int


@task(tasks, "statements_seal_segment")
def seal_segment(command: SealSegment) -> dict[str, Any]:
    done = seal_statements(command.segment, command.segments, now=clock.now())
    return {"outcome": "MORE" if done >= MOST_AT_ONCE else "SEALED", "sealed": done}
