"""A transfer that is to come, once or again and again: what is due next, and what became of each date. Pure; amounts are minor units."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.schedules.errors import NoOccurrence, NotActive, NotPaused, ScheduleEnded
from chalicelib.schedules.plans import Plan

Status = Literal["ACTIVE", "PAUSED", "SUSPENDED", "COMPLETED", "CANCELLED"]
OPEN: tuple[Status, ...] = ("ACTIVE", "PAUSED", "SUSPENDED")
# What became of a date. MADE: a transfer says the rest, it may be under review.
Outcome = Literal["MADE", "FAILED", "SKIPPED"]
BY_CUSTOMER, TOO_OLD = "skipped_by_customer", "too_old"
MAXIMUM_FAILURES = 3
NEXT_RUNS = 5
MAXIMUM_OPEN = 100
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one date; `reason` is the code of a refusal, or why it was skipped."""

    schedule_id: str
    due_on: str
    outcome: Outcome
    at: str
    transaction_id: str = ""
    reason: str = ""

    def told(self) -> dict[str, object]:
        """The run as its owner is answered."""
        return {
            "dueOn": self.due_on,
            "outcome": self.outcome,
            "at": self.at,
            "transactionId": self.transaction_id or None,
            "reason": self.reason or None,
        }


@dataclass(frozen=True, slots=True)
class Schedule:
    """`owner_id` pays out of `from_account`, `payee_id` is paid into `to_account`; `description`, `message` and `payee_name` are as in
    a transfer. `due_on` is the date that is next and `due_at` when something is to be done for it, both empty at the end; `done_on` the last one
    that is over. `failures` counts dates in a row that were not paid, `starts` executions that were started out of turn, `version`
    every change. `consented`: the payer was asked for this series, and is not asked for its dates."""

    schedule_id: str
    owner_id: str
    from_account: str
    from_number: str
    payee_id: str
    to_account: str
    to_number: str
    amount_minor: int
    currency: str
    plan: Plan
    created_at: str
    status: Status = "ACTIVE"
    due_on: str = ""
    due_at: str = ""
    done_on: str = ""
    failures: int = 0
    starts: int = 0
    version: int = 1
    consented: bool = False
    description: str = ""
    message: str = ""
    payee_name: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def run_name(self) -> str:
        """Of the execution for the date that is due."""
        name = f"{self.schedule_id}-{self.due_on}"
        return f"{name}-r{self.starts}" if self.starts else name

    @property
    def due_day(self) -> date:
        return date.fromisoformat(self.due_on)

    def is_due_on(self, day: str) -> bool:
        return self.status == "ACTIVE" and self.due_on == day

    def begun(self, now: datetime) -> "Schedule":
        """With its first date: today or later. Raises NoOccurrence."""
        return self._due_from(self.plan.today(now), now)

    def paused(self) -> "Schedule":
        """Raises NotActive."""
        if self.status != "ACTIVE":
            raise NotActive(f"It is {self.status}")
        return replace(self, status="PAUSED", version=self.version + 1)

    def resumed(self, now: datetime) -> "Schedule":
        """Going on with what is not over yet: dates that passed meanwhile are not paid. Raises NotPaused, NoOccurrence."""
        if self.status not in ("PAUSED", "SUSPENDED"):
            raise NotPaused(f"It is {self.status}")
        return replace(self, status="ACTIVE", failures=0)._again(now)

    def edited(self, plan: Plan, now: datetime, **terms: object) -> "Schedule":
        """On other terms from the next date on. Raises ScheduleEnded, NoOccurrence."""
        self.check_open()
        return replace(self, plan=plan, **terms)._again(now)  # type: ignore[arg-type]

    def cancelled(self) -> "Schedule":
        """Raises ScheduleEnded."""
        self.check_open()
        return replace(self, status="CANCELLED", due_on="", due_at="", version=self.version + 1)

    def skipped(self) -> "Schedule":
        """Without the date that is next. Raises NotActive."""
        if self.status != "ACTIVE":
            raise NotActive(f"It is {self.status}")
        return replace(self.after(self.due_on, "SKIPPED"), starts=self.starts + 1)

    def restarted(self) -> "Schedule":
        """With one more execution out of turn; to its owner nothing has changed."""
        return replace(self, starts=self.starts + 1)

    def trying_again(self, at: datetime) -> "Schedule":
        """The same date, later that day."""
        return replace(self, due_at=clock.to_text(at), version=self.version + 1)

    def after(self, day: str, outcome: Outcome) -> "Schedule":
        """With a date over, and what was due until then: the next one, or the end. Three failures in a row suspend it."""
        failures = {"MADE": 0, "FAILED": self.failures + 1, "SKIPPED": self.failures}[outcome]
        following = self.plan.first_from(date.fromisoformat(day) + _DAY)
        after = replace(self, done_on=day, failures=failures, version=self.version + 1)
        if following is None:
            return replace(after, status="COMPLETED", due_on="", due_at="")
        due = replace(after, due_on=following.isoformat(), due_at=clock.to_text(self.plan.due_at(following)))
        return replace(due, status="SUSPENDED") if failures >= MAXIMUM_FAILURES else due

    def too_old(self, now: datetime, maximum: int) -> list[str]:
        """The dates, from the one that is due on, that are not paid any more."""
        dates = self.plan.dates_from(self.due_day)
        return [day.isoformat() for day in islice(dates, maximum) if self.plan.is_too_old(day, now)]

    def check_open(self) -> None:
        """Raises ScheduleEnded."""
        if not self.is_open:
            raise ScheduleEnded(f"It is {self.status}")

    def next_runs(self) -> list[dict[str, str]]:
        """The dates to come, at most five; none while it does not go on."""
        if self.status != "ACTIVE":
            return []
        later = self.plan.dates_from(self.due_day + _DAY)
        following = [(day.isoformat(), clock.to_text(self.plan.due_at(day))) for day in islice(later, NEXT_RUNS - 1)]
        return [{"dueOn": day, "at": at} for day, at in ((self.due_on, self.due_at), *following)]

    def told(self) -> dict[str, object]:
        """The schedule as its owner is answered."""
        plan = self.plan
        return {
            "scheduleId": self.schedule_id,
            "version": self.version,
            "status": self.status,
            "fromAccountId": self.from_account,
            "counterparty": self.to_number[-4:],
            "counterpartyName": self.payee_name or None,
            "amount": to_decimal(self.amount_minor, self.currency),
            "currency": self.currency,
            "description": self.description or None,
            "messageToPayee": self.message or None,
            "startOn": plan.start_on.isoformat(),
            "frequency": plan.frequency,
            "dayOfMonth": plan.day_of_month,
            "endOn": plan.end_on.isoformat() if plan.end_on else None,
            "count": plan.count,
            "timezone": plan.timezone,
            "ifNotBusinessDay": plan.if_not_business_day,
            "failedInARow": self.failures,
            "createdAt": self.created_at,
            "nextRuns": self.next_runs(),
        }

    def _again(self, now: datetime) -> "Schedule":
        """Going on from today, with an execution of its own: the former one may have looked already."""
        after_last = date.fromisoformat(self.done_on) + _DAY if self.done_on else date.min
        again = self._due_from(max(self.plan.today(now), after_last), now)
        return replace(again, starts=self.starts + 1, version=self.version + 1)

    def _due_from(self, day: date, now: datetime) -> "Schedule":
        first = self.plan.first_from(day)
        if first is None:
            raise NoOccurrence("The plan has no day to pay on from now on")
        return replace(self, due_on=first.isoformat(), due_at=clock.to_text(max(self.plan.due_at(first), now)))
