"""Scheduled transfers against what became of them: each date that was made has its transfer, between the accounts of its series; what
goes on is not overdue; and each account counts the series that stand against closing it.

Series move on while they are read, so a count that differs is looked at twice. Memory: two ids a series, a number an account with any.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.accounts import public as accounts
from chalicelib.kernel import clock
from chalicelib.ledger.public import Finding, Progress
from chalicelib.reconciliation.operations.cut import Cut
from chalicelib.schedules import public as schedules
from chalicelib.transfers import public as transfers

TABLE, RUNS, ACCOUNTS = "schedule-table", "schedule-runs", "account-table"
OVERDUE = timedelta(days=1)  # the sweep has started it many times by then


def verify_schedules(now: datetime, cut: Cut, progress: Progress) -> Iterator[Finding]:
    series: dict[str, tuple[str, str]] = {}
    for number, schedule in enumerate(schedules.every_schedule(), start=1):
        progress(TABLE, number)
        series[schedule.schedule_id] = (schedule.from_account, schedule.to_account)
        if schedule.status == "ACTIVE" and schedule.due_at < clock.to_text(now - OVERDUE):
            yield Finding(TABLE, schedule.schedule_id, f"was due at {schedule.due_at}, and nothing was done")
    for number, run in enumerate(schedules.every_run(), start=1):
        progress(RUNS, number)
        if run.outcome == "MADE" and not cut.is_young(run.at):
            transfer = transfers.find_transfer(run.transaction_id)
            made = (transfer.from_account, transfer.to_account) if transfer else None
            if made is None or made != series.get(run.schedule_id):
                yield Finding(RUNS, f"{run.schedule_id}#{run.due_on}", f"was made, and its transfer says {made}")
    first = _miscounted()
    again = _miscounted() if first else {}
    for account_id, told in first.items():
        if again.get(account_id) == told:
            counted, there = told
            yield Finding(ACCOUNTS, account_id, f"counts {counted} scheduled transfers, there are {there}")


def _miscounted() -> dict[str, tuple[int, int]]:
    """By account, how many it counts and how many there are, where the two differ."""
    there = Counter(schedule.from_account for schedule in schedules.every_schedule() if schedule.is_open)
    rows = ((row.account_id, (row.scheduled, there[row.account_id])) for row in accounts.every_account())
    return {account_id: told for account_id, told in rows if told[0] != told[1]}
