"""Wire shapes of scheduled transfers."""

from datetime import datetime
from typing import Annotated

import msgspec

from chalicelib.accounts.public import AccountNumber
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.schemas import (
    Amount,
    AmountText,
    Body,
    Currency,
    Day,
    Identifier,
    Reply,
    Timestamp,
    Timezone,
    amount_text,
    day,
)
from chalicelib.schedules.model import Outcome, Status
from chalicelib.schedules.operations.change_schedule import Terms
from chalicelib.schedules.operations.schedule_transfer import ScheduleTransfer
from chalicelib.schedules.plans import Frequency, IfNotBusinessDay, Plan
from chalicelib.transfers.public import Note, PayeeName, check_target, command_of

MAXIMUM_YEARS_AHEAD = 10
_IN_MONTHS = ("monthly", "quarterly", "yearly")
DayOfMonth = Annotated[int, msgspec.Meta(ge=-1, le=31, description="1 to 31, or -1 for the last day of the month")]
Count = Annotated[int, msgspec.Meta(ge=1, le=1_000)]


class PlanBody(Body, kw_only=True):
    """When a transfer is made: at six in the morning of each day.

    start_on: the first day, or the day from which on the first is looked for
    frequency: how often
    day_of_month: on which day, in months, quarters and years; that of `startOn` unless given; the last of a shorter month
    timezone: where it is six in the morning
    if_not_business_day: what becomes of a day on which banks rest: the same, or the business day that follows or precedes
    end_on: the last day that may be paid on
    count: how many days are paid on; not beside `endOn`
    """

    start_on: Day
    frequency: Frequency
    day_of_month: DayOfMonth | msgspec.UnsetType = msgspec.UNSET
    timezone: Timezone
    if_not_business_day: IfNotBusinessDay = "same"
    end_on: Day | msgspec.UnsetType = msgspec.UNSET
    count: Count | msgspec.UnsetType = msgspec.UNSET

    def plan(self, today: datetime) -> Plan:
        """Raises InvalidRequest."""
        if self.day_of_month == 0 or (self.day_of_month and self.frequency not in _IN_MONTHS):
            raise InvalidRequest(("dayOfMonth", "is 1 to 31, or -1 for the last day, and for months, quarters and years only"))
        if self.end_on and self.count:
            raise InvalidRequest(("count", "cannot be given with endOn"))
        start_on = day(self.start_on, "startOn")
        if start_on.year > today.year + MAXIMUM_YEARS_AHEAD:
            raise InvalidRequest(("startOn", f"must be within {MAXIMUM_YEARS_AHEAD} years"))
        return Plan(
            start_on=start_on,
            frequency=self.frequency,
            timezone=self.timezone,
            day_of_month=self.day_of_month or None,
            if_not_business_day=self.if_not_business_day,
            end_on=day(self.end_on, "endOn") if self.end_on else None,
            count=self.count or None,
        )


class ScheduleRequest(PlanBody, kw_only=True):
    """Whom to pay, out of which account, and when. One of `toAccountId`, `payeeId`, and `toAccountNumber` with `name` says who is paid.

    from_account_id: the account that pays
    to_account_id: the account that is paid, by its id
    payee_id: the account that is paid, by the caller's payee
    to_account_number: the account that is paid, by its number
    name: whose account of that number it is
    accept_no_match: pay though it is held under another name, with consent
    amount: how much each time, in the currency of the account that pays
    currency: the currency of the amount; that of the account that pays unless given
    description: the payer's own note, which nobody else reads
    message_to_payee: what whoever is paid reads
    """

    from_account_id: Identifier
    to_account_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    payee_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    to_account_number: AccountNumber | msgspec.UnsetType = msgspec.UNSET
    name: PayeeName | msgspec.UnsetType = msgspec.UNSET
    accept_no_match: bool = False
    amount: Amount
    currency: Currency | msgspec.UnsetType = msgspec.UNSET
    description: Note | msgspec.UnsetType = msgspec.UNSET
    message_to_payee: Note | msgspec.UnsetType = msgspec.UNSET

    def command(self, now: datetime) -> ScheduleTransfer:
        """Raises InvalidRequest, for a first day that is over as well."""
        check_target(self)
        plan = self.plan(now)
        if plan.start_on < plan.today(now):
            raise InvalidRequest(("startOn", "must not be over"))
        return ScheduleTransfer(command_of(self), plan)


class ChangeScheduleRequest(PlanBody, kw_only=True):
    """What a scheduled transfer is from its next day on, as a whole. Who is paid, and out of which account, stays.

    version: the one that was read
    amount: how much each time
    description: the payer's own note; none unless given
    message_to_payee: what whoever is paid reads; nothing unless given
    """

    version: Annotated[int, msgspec.Meta(ge=1)]
    amount: Amount
    description: Note | msgspec.UnsetType = msgspec.UNSET
    message_to_payee: Note | msgspec.UnsetType = msgspec.UNSET

    def terms(self, now: datetime) -> Terms:
        """Raises InvalidRequest."""
        amount = amount_text(self.amount)
        return Terms(self.version, amount, self.plan(now), self.description or "", self.message_to_payee or "")


class NextRun(Reply):
    """A day to come.

    due_on: the day that is paid on
    at: when on that day
    """

    due_on: Day
    at: Timestamp


class ScheduledTransferReply(Reply):
    """A scheduled transfer.

    schedule_id: the id of the scheduled transfer
    version: counts every change, the bank's own included; what a change is made on
    status: ACTIVE; PAUSED by the caller; SUSPENDED by the bank after three days in a row that could not be paid; COMPLETED after the
        last day; CANCELLED
    from_account_id: the account that pays
    counterparty: the last four digits of the number of the account that is paid, such as 4821
    counterparty_name: how the caller calls the payee; null where they keep none
    amount: how much each time
    currency: the currency of both accounts
    description: the payer's own note; null where there is none
    message_to_payee: what whoever is paid reads; null where there is none
    start_on: the first day, or the day from which on the first is looked for
    frequency: how often
    day_of_month: on which day of the month; null where it is that of `startOn`
    end_on: the last day that may be paid on; null where there is none
    count: how many days are paid on; null where that is open
    timezone: where it is six in the morning
    if_not_business_day: what becomes of a day on which banks rest
    failed_in_a_row: how many of the last days could not be paid
    created_at: when it was made
    next_runs: the days to come, at most five; none while it does not go on
    """

    schedule_id: Identifier
    version: int
    status: Status
    from_account_id: Identifier
    counterparty: str
    counterparty_name: str | None
    amount: AmountText
    currency: Currency
    description: str | None
    message_to_payee: str | None
    start_on: Day
    frequency: Frequency
    day_of_month: int | None
    end_on: Day | None
    count: int | None
    timezone: Timezone
    if_not_business_day: IfNotBusinessDay
    failed_in_a_row: int
    created_at: Timestamp
    next_runs: list[NextRun]


class ScheduledTransferPage(Reply):
    """A page of the caller's scheduled transfers, newest first.

    items: the scheduled transfers, those that are over too
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[ScheduledTransferReply]
    next_cursor: str | None


class RunReply(Reply):
    """What became of a day.

    due_on: the day
    outcome: MADE, where the transfer says the rest: it may be under review; FAILED; SKIPPED
    at: when that was decided
    transaction_id: the transfer that was made; null where there is none
    reason: the code of the refusal; skipped_by_customer, or too_old after an outage of the bank; null where it was made
    """

    due_on: Day
    outcome: Outcome
    at: Timestamp
    transaction_id: Identifier | None
    reason: str | None


class RunPage(Reply):
    """A page of the days that are over, the latest first.

    items: the days
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[RunReply]
    next_cursor: str | None
