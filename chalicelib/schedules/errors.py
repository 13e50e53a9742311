"""Refusals of scheduled transfers."""

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable


class UnknownSchedule(NotFound):
    """The caller has no scheduled transfer under this id."""

    code = "schedule_not_found"


class NoOccurrence(Unprocessable):
    """The plan has no day to pay on, or none any more."""

    code = "no_occurrence"
    what_to_do = "Choose a later end, or days that come before it."


class TooManySchedules(Unprocessable):
    """As many scheduled transfers as an account may have leave from this one."""

    code = "too_many_schedules"
    what_to_do = "Delete one that you need no more."


class ScheduleEnded(Conflict):
    """The series has come to its end, or was deleted."""

    code = "schedule_ended"
    what_to_do = "Make another one."


class NotActive(Conflict):
    """The series is paused, suspended or over."""

    code = "schedule_not_active"
    what_to_do = "Resume it first, if it is not over."


class NotPaused(Conflict):
    """The series is neither paused nor suspended."""

    code = "schedule_not_paused"
    what_to_do = "Read it: its status says whether it goes on."


class NotDue(Conflict):
    """The date was paid, skipped, or moved meanwhile."""

    code = "not_due"
    what_to_do = "Read the schedule to see what is due."
