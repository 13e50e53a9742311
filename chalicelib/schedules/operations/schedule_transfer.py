"""Schedule a transfer: one that is to come, or a series."""

from dataclasses import dataclass

from chalicelib.accounts import public as accounts
from chalicelib.kernel import clock
from chalicelib.kernel.failures import AccountBusy
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.schedules import errors, events, series, store
from chalicelib.schedules.model import MAXIMUM_OPEN, Schedule
from chalicelib.schedules.plans import Plan
from chalicelib.transfers import public as transfers


@dataclass(frozen=True, slots=True)
class ScheduleTransfer:
    """A transfer inside the bank as it is to be made on each date of the plan."""

    transfer: transfers.MakeTransfer
    plan: Plan


def schedule_transfer(command: ScheduleTransfer, payer: transfers.Payer, call: Call) -> Receipt:
    """The row, its first start, the account's count and the payer's consent are one transaction.

    Raises the refusals of the route; each leaves everything as it was.
    """
    if prior := call.idempotency.find():
        return prior
    made, payer = transfers.found(command.transfer, payer, call)
    _check_room(accounts.find(call.caller_id, made.from_account))
    schedule = Schedule(
        schedule_id=made.transaction_id,
        owner_id=made.owner_id,
        from_account=made.from_account,
        from_number=made.from_number,
        payee_id=made.payee_id,
        to_account=made.to_account,
        to_number=made.to_number,
        amount_minor=made.amount_minor,
        currency=made.currency,
        plan=command.plan,
        created_at=clock.to_text(call.now),
        description=made.description,
        message=made.message,
    ).begun(call.now)
    schedule, consent = series.agreed(schedule, payer, call)
    receipt = Receipt(201, schedule.told())
    changes = [
        store.new_schedule(schedule, call.now),
        accounts.transfer_scheduled(schedule.owner_id, schedule.from_account, MAXIMUM_OPEN),
        *consent,
        outbox.record("schedule.made", events.next_run(schedule, call), call),
        call.record(receipt),
    ]
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:  # closed, or the last place taken, since it was read
        raise AccountBusy("The account is changed this moment; try again") from refused
    return receipt


def _check_room(account: accounts.BankAccount) -> None:
    if account.scheduled >= MAXIMUM_OPEN:
        raise errors.TooManySchedules(f"There are {MAXIMUM_OPEN} of this account")
