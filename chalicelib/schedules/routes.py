"""REST routes of scheduled transfers."""

from collections.abc import Callable
from functools import partial

from chalicelib.fraud import public as fraud
from chalicelib.identity import public as identity
from chalicelib.kernel.failures import AccountBusy, Failure, RequestInProgress, TooManyRequests, VersionConflict
from chalicelib.ledger.public import errors as ledger
from chalicelib.limits import public as limits
from chalicelib.platform import paging
from chalicelib.platform.call import Call
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.idempotency import Receipt
from chalicelib.schedules import errors, queries
from chalicelib.schedules.operations import change_schedule as change
from chalicelib.schedules.operations.schedule_transfer import schedule_transfer
from chalicelib.schedules.schemas import (
    ChangeScheduleRequest,
    RunPage,
    ScheduledTransferPage,
    ScheduledTransferReply,
    ScheduleRequest,
)
from chalicelib.transfers import public as transfers

routes = Routes(
    __name__,
    tag="Scheduled transfers",
    about="Transfers that are to come, once or again and again",
    schedule_id="what POST /api/v1/transactions/scheduled answered",
)
PATH = "/api/v1/transactions/scheduled"
# What no day will mend, and consent; a change is asked for it like a payment.
_TERMS: tuple[type[Failure], ...] = (
    errors.NoOccurrence, transfers.errors.BeneficiaryClosed, ledger.AccountClosed, ledger.CurrencyMismatch, limits.LevelRequired,
    limits.LimitExceeded, fraud.DeclinedByPolicy, identity.StepUpRequired, identity.AuthorizationMismatch,
    identity.EmailNotVerified, TooManyRequests,
)  # fmt: skip


@routes.post(
    PATH,
    summary="Schedule a transfer",
    status=201,
    location=PATH + "/{scheduleId}",
    body=ScheduleRequest,
    answer=ScheduledTransferReply,
    keys="record",
    authorized=True,
    failures=(ledger.UnknownAccount, transfers.errors.UnknownBeneficiary, transfers.errors.UnknownPayee, transfers.errors.NameMismatch,
              transfers.errors.SameAccount, errors.TooManySchedules, AccountBusy, *_TERMS),
)  # fmt: skip
def create_scheduled_transfer(request: Request[ScheduleRequest, None]) -> Answer:
    """Once or as a series. What starts today is paid at once when six in the morning is over. Unless it is between own accounts or to
    who is trusted, the payer is asked for consent now, and not on the days themselves."""
    payer = transfers.Payer(request.caller, request.authorization)
    return Answer.of(schedule_transfer(request.body.command(request.now), payer, request.call))


@routes.get(PATH, summary="The caller's scheduled transfers, newest first", query=paging.Page, answer=ScheduledTransferPage)
def list_scheduled_transfers(request: Request[None, paging.Page]) -> Answer:
    """Those that are over too."""
    found, cursor = paging.page(request, partial(queries.list_schedules, request.caller.user_id))
    return Answer(200, {"items": [schedule.told() for schedule in found], "nextCursor": cursor})


@routes.get(
    PATH + "/{schedule_id}", summary="A scheduled transfer", answer=ScheduledTransferReply, failures=(errors.UnknownSchedule,)
)
def get_scheduled_transfer(request: Request[None, None]) -> Answer:
    """With the days to come."""
    return Answer(200, queries.find_schedule(request.caller.user_id, request.path["schedule_id"]).told())


@routes.put(
    PATH + "/{schedule_id}",
    summary="Put a scheduled transfer on other terms",
    body=ChangeScheduleRequest,
    answer=ScheduledTransferReply,
    authorized=True,
    failures=(errors.UnknownSchedule, errors.ScheduleEnded, VersionConflict, *_TERMS),
)
def change_scheduled_transfer(request: Request[ChangeScheduleRequest, None]) -> Answer:
    """From its next day on, if it still is the one that was read. Days that are over stay so. It takes consent like a new one."""
    payer = transfers.Payer(request.caller, request.authorization)
    edited = change.edit(request.path["schedule_id"], request.body.terms(request.now), payer, request.call)
    return Answer.of(edited)


@routes.delete(
    PATH + "/{schedule_id}",
    summary="Delete a scheduled transfer",
    answer=ScheduledTransferReply,
    failures=(errors.UnknownSchedule, errors.ScheduleEnded, RequestInProgress),
)
def delete_scheduled_transfer(request: Request[None, None]) -> Answer:
    """Nothing of it is paid any more. It stays to be read, as CANCELLED."""
    return _moved(request, change.cancel)


@routes.post(
    PATH + "/{schedule_id}/pause",
    summary="Pause a scheduled transfer",
    answer=ScheduledTransferReply,
    keys="record",
    failures=(errors.UnknownSchedule, errors.NotActive, RequestInProgress),
)
def pause_scheduled_transfer(request: Request[None, None]) -> Answer:
    """Until it is resumed. Days that pass meanwhile are not paid."""
    return _moved(request, change.pause)


@routes.post(
    PATH + "/{schedule_id}/resume",
    summary="Resume a scheduled transfer",
    answer=ScheduledTransferReply,
    keys="record",
    failures=(errors.UnknownSchedule, errors.NotPaused, errors.NoOccurrence, RequestInProgress),
)
def resume_scheduled_transfer(request: Request[None, None]) -> Answer:
    """From today on: what is due today is paid at once when six in the morning is over. One that the bank suspended, too."""
    return _moved(request, change.resume)


@routes.post(
    PATH + "/{schedule_id}/skip",
    summary="Skip the next day of a scheduled transfer",
    answer=ScheduledTransferReply,
    keys="record",
    failures=(errors.UnknownSchedule, errors.NotActive, RequestInProgress),
)
def skip_scheduled_transfer(request: Request[None, None]) -> Answer:
    """The day that comes next is not paid; the one after it is."""
    return _moved(request, change.skip)


@routes.get(
    PATH + "/{schedule_id}/runs",
    summary="What became of the days of a scheduled transfer, the latest first",
    query=paging.Page,
    answer=RunPage,
    failures=(errors.UnknownSchedule,),
)
def list_scheduled_runs(request: Request[None, paging.Page]) -> Answer:
    """Those that are over, with the transfer of each that was made."""
    of_schedule = partial(queries.list_runs, request.caller.user_id, request.path["schedule_id"])
    found, cursor = paging.page(request, of_schedule)
    return Answer(200, {"items": [run.told() for run in found], "nextCursor": cursor})


def _moved(request: Request[None, None], move: Callable[[str, Call], Receipt]) -> Answer:
    return Answer.of(move(request.path["schedule_id"], request.call))
