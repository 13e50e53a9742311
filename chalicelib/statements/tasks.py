"""What the machines `statements_make` and `statements_seal` call."""

from dataclasses import asdict
from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.platform.tasks import task

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
