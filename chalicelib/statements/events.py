"""Facts of statements."""

from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.statements.model import Statement


def statement_begun(statement: Statement, call: Call) -> Change:
    """Starts the flow that makes the files, named by the statement's id and how often it was asked for again."""
    about = {
        "accountId": statement.account_id,
        "statementId": statement.statement_id,
        "ownerId": statement.owner_id,
        "correlationId": call.correlation_id,
    }
    starting = outbox.to_execution("statements_make", statement.execution, about)
    return outbox.record("statement.sealed" if statement.is_sealed else "statement.requested", [starting], call)
