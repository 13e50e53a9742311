"""A series of transfers as one thing: what is paid on each date, the payer's consent to it, and what is written when it moves on."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.accounts import public as accounts
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.schedules import store
from chalicelib.schedules.model import Run, Schedule
from chalicelib.transfers import public as transfers


def transfer_of(schedule: Schedule, transaction_id: str, created_at: str) -> transfers.Transfer:
    """What is paid on a date."""
    return transfers.Transfer(
        transaction_id=transaction_id,
        owner_id=schedule.owner_id,
        from_account=schedule.from_account,
        from_number=schedule.from_number,
        payee_id=schedule.payee_id,
        to_account=schedule.to_account,
        to_number=schedule.to_number,
        amount_minor=schedule.amount_minor,
        currency=schedule.currency,
        status="COMPLETED",
        created_at=created_at,
        description=schedule.description,
        message=schedule.message,
    )


def agreed(schedule: Schedule, payer: transfers.Payer, call: Call) -> tuple[Schedule, list[Change]]:
    """With the payer's consent, and what spends it. Raises what no day will mend, and what consent raises."""
    made = transfer_of(schedule, schedule.schedule_id, schedule.created_at)
    transfers.check_series(made, payer, call)
    named, consent = transfers.consent_to_series(made, payer, call)
    return replace(schedule, consented=bool(consent), payee_name=named.payee_name), consent


def changed(before: Schedule, after: Schedule, runs: Sequence[Run], call: Call) -> list[Change]:
    """The next version with the dates that are over. What has come to its end stands against closing the account no more."""
    ended = [] if after.is_open else [accounts.transfer_unscheduled(after.from_account)]
    return [store.changed(before, after, call.now), *map(store.ran, runs), *ended]
