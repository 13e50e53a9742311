"""Sealed statements against the ledger: numbers without gaps, each beginning where the one before ended, each ending as the entry
that it ends with says, and one for every month that is over.

What a statement says between its balances follows: entries are proven to add up. Memory: a number an account, a hundred marks.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.accounts import public as accounts
from chalicelib.kernel import clock
from chalicelib.ledger.public import Finding, Mark, Progress, entries_at
from chalicelib.statements import public as statements
from chalicelib.statements.public import Month, Statement

TABLE = "statement-table"
GRACE = timedelta(days=2)  # a night that was missed is made up for in the next
_BATCH = 100


def verify_statements(now: datetime, progress: Progress) -> Iterator[Finding]:
    numbers: dict[str, int] = {}
    waiting: list[Statement] = []
    former: Statement | None = None
    for count, statement in enumerate(statements.every_sealed(), start=1):
        progress(TABLE, count)
        before = former if former and former.account_id == statement.account_id else None
        yield from _follows(statement, before)
        if statement.status != "READY" and clock.from_text(statement.created_at) < now - GRACE:
            yield Finding(TABLE, statement.statement_id, f"was sealed at {statement.created_at} and is {statement.status}")
        numbers[statement.account_id] = statement.number or 0
        waiting.append(statement)
        if len(waiting) == _BATCH:
            yield from _ends(waiting)
            waiting = []
        former = statement
    yield from _ends(waiting)
    yield from _missing(numbers, now)


def _follows(statement: Statement, before: Statement | None) -> Iterator[Finding]:
    number, opening = ((before.number or 0) + 1, before.closing) if before else (1, Mark())
    if statement.number != number:
        yield Finding(TABLE, statement.statement_id, f"has the number {statement.number}, and {number} is its own")
    if statement.opening != opening:
        yield Finding(TABLE, statement.statement_id, "does not begin where the one before it ended")


def _ends(sealed: list[Statement]) -> Iterator[Finding]:
    """Those that do not end as the ledger's entry says."""
    ended = [each for each in sealed if each.closing.seq]
    found = entries_at([(each.account_id, each.closing) for each in ended])
    for statement, mark in zip(ended, found, strict=True):
        if mark != statement.closing:
            yield Finding(TABLE, statement.statement_id, "does not end as the ledger's entry says")


def _missing(numbers: dict[str, int], now: datetime) -> Iterator[Finding]:
    due = Month.due(now - GRACE)
    for account in accounts.every_account():
        months = due.since(Month.of(clock.from_text(account.opened_at))) + 1
        if account.status != "CLOSED" and numbers.get(account.account_id, 0) < months:
            detail = f"has {numbers.get(account.account_id, 0)} sealed statements of {months}"
            yield Finding(TABLE, account.account_id, detail)
