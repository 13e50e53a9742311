"""Seal the monthly statements of every account whose month is over: a walk over one segment of all accounts.

Whoever comes late or twice seals what is missing, in the order of the months.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from chalicelib.accounts import public as accounts
from chalicelib.accounts.public import BankAccount
from chalicelib.customers import public as customers
from chalicelib.kernel import clock
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.statements import events, store
from chalicelib.statements.model import Month, Statement, sealed
from chalicelib.statements.queries import holder_of

MOST_AT_ONCE = 5_000  # what a function seals in its time; the machine asks again while there is more
_BATCH = 100


def seal_statements(segment: int, segments: int, *, now: datetime) -> int:
    """How many were sealed, at most MOST_AT_ONCE and one account's months. An account that is up to date costs a hundredth of a read."""
    due, done = Month.due(now), 0
    every = accounts.every_account(segment, segments)
    while done < MOST_AT_ONCE and (batch := list(islice(every, _BATCH))):
        there = {each.account_id for each in store.find_many([account.account_id for account in batch], due)}
        for account in batch:
            if account.account_id not in there:
                done += sum(1 for _ in _sealed(account, due, Call(now)))
    return done


def _sealed(account: BankAccount, due: Month, call: Call) -> Iterator[Statement]:
    """Seals each month of an account up to `due` that is not sealed yet."""
    former = store.last_sealed(account.account_id)
    month = former.month.plus(1) if former else Month.of(clock.from_text(account.opened_at))
    if account.status == "CLOSED":  # its last statement is that of the month in which something moved last
        last = ledger.mark_at(account.account_id, due.period.end)
        due = min(due, Month.of(clock.from_text(last.at or account.opened_at)))
    if month > due:
        return
    customer = customers.find_customer(account.owner_id)
    locale, holder = customer.locale if customer else "en", holder_of(account, customer)
    while month <= due:
        closing = ledger.mark_at(account.account_id, month.period.end)
        statement = sealed(
            account.account_id, account.owner_id, account.currency, month, former, locale, holder, closing, call.now
        )
        try:
            dynamo.transact([store.new_statement(statement, call.now), events.statement_begun(statement, call)])
        except dynamo.Refused as refused:
            if not refused.items.get("statement"):
                raise
            return  # another walk is at this account
        yield statement
        former, month = statement, month.plus(1)
