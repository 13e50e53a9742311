"""Request a statement as files: the same movements, days, format and language are the same statement, made once, and again when
that failed."""

from dataclasses import replace

from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.statements import events, queries, store
from chalicelib.statements.model import Format, Statement, requested


def request_statement(account_id: str, first: str, last: str, format: Format, call: Call) -> Statement:
    """The caller's statement as it stands: PENDING when it is new or FAILED before. Four reads and one transaction.

    Raises UnknownAccount, InvalidRequest naming `from` or `to`.
    """
    asked = queries.asked(call.caller_id, account_id, first, last, call.now)
    period = asked.period
    opening, closing = (ledger.mark_at(account_id, moment) for moment in (period.before, period.end))
    statement = requested(
        account_id, call.caller_id, asked.account.currency, period, format, asked.locale, opening, closing, call.now
    )
    return begun(statement, call)


def begun(statement: Statement, call: Call) -> Statement:
    """The statement as it stands once it has begun; only the first to begin it starts its flow."""
    try:
        dynamo.transact([store.new_statement(statement, call.now), events.statement_begun(statement, call)])
    except dynamo.Refused as refused:
        if not refused.items.get("statement"):
            raise
        known = store.to_statement(refused.found("statement"))
        return _ask_again(known, call) if known.status == "FAILED" else known
    return statement


def _ask_again(failed: Statement, call: Call) -> Statement:
    statement = replace(failed, status="PENDING", files=(), asked_again=failed.asked_again + 1)
    try:
        dynamo.transact([store.asked_again(statement, call.now), events.statement_begun(statement, call)])
    except dynamo.Refused as refused:  # somebody asked at the same time
        if not refused.items.get("statement"):
            raise
        return store.to_statement(refused.found("statement"))
    return statement
