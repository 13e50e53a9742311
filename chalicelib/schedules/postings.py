"""The journal entry of a date: a transfer like any other, with what becomes of the series in the same transaction."""

from dataclasses import replace

from chalicelib.kernel import clock
from chalicelib.ledger.public import Draft, Posting, Seen
from chalicelib.platform.call import Call
from chalicelib.schedules import errors, events, series, store
from chalicelib.schedules.model import Run, Schedule
from chalicelib.transfers import public as transfers


def paid(schedule: Schedule, made: transfers.Transfer, payer: transfers.Payer, call: Call) -> Posting:
    """The money, the date's run, and the series with the start of its next date: all of it or nothing.

    Raises NotDue where the series has moved on since it was read.
    """
    transfer = transfers.transfer(made, payer, call)

    def compose(seen: Seen) -> Draft:
        row = seen.rows["schedule"]
        current = store.to_schedule(row) if row else None
        if current is None or current.version != schedule.version:
            raise errors.NotDue("The series is not as it was")
        draft = transfer.compose(seen)
        after = current.after(schedule.due_on, "MADE")
        run = Run(schedule.schedule_id, schedule.due_on, "MADE", clock.to_text(call.now), made.transaction_id)
        return replace(
            draft,
            changes=[*draft.changes, *series.changed(current, after, [run], call)],
            deliveries=[*draft.deliveries, *events.next_run(after, call)],
        )

    return replace(transfer, compose=compose, rows={**transfer.rows, "schedule": store.schedule_row(schedule.schedule_id)})
