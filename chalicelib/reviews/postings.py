"""The journal entries of a payment that waits for a person, and what begins and ends any review: the money is held in the transaction
that takes the request, and one posting ends that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import (
    AccountKey,
    Draft,
    HoldChange,
    Leg,
    Posted,
    Posting,
    Seen,
    bank_leg,
    begin_hold,
    end_hold,
    sweep_of,
)
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform import outbox, waits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.outbox import Delivery
from chalicelib.reviews import store
from chalicelib.reviews.errors import ReviewEnded
from chalicelib.reviews.model import HELD, HOLD_DAYS, REVIEW_DAYS, Ending, HeldPayment

MACHINE = "transfers_review"
ENDED = "payment.ended"
# Changes that are made anew with each judgement: they say what was read for it.
Changes = Callable[[], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Begun:
    """What a review begins with: a hold on the account, a case, and the wait for a person."""

    hold_id: str
    case_id: str
    hold: HoldChange
    told: dict[str, object]
    changes: list[Change]
    deliveries: list[Delivery]


def begin(suspect: fraud.Suspect, decision: fraud.Decision, seen: Seen, call: Call, *, hold_days: int = HOLD_DAYS) -> Begun:
    """For the transaction that takes the request; the rows of `fraud.rows` with `payer` were read."""
    transaction_id = suspect.transaction_id
    hold_id = ids.derived_id(call.now, "review", transaction_id)
    until = call.now + timedelta(days=hold_days)
    step = begin_hold(seen[suspect.account_id], hold_id, suspect.amount_minor, until, call, keeper=transaction_id)
    case = fraud.open_case(suspect, fraud.Ground.of(decision), seen.rows, call, held=True)
    about = {"transactionId": transaction_id, "correlationId": call.correlation_id}
    wait, start = waits.begin(transaction_id, MACHINE, about, call.now + timedelta(days=REVIEW_DAYS), call)
    return Begun(
        hold_id,
        case.case_id,
        step.change,
        step.told,
        [step.story, wait, *case.changes],
        [start, sweep_of(hold_id, suspect.owner_id, until, call), *case.deliveries],
    )


def end(
    transaction_id: str, case_id: str, outcome: str, call: Call, *, clears_case: Change | None = None
) -> tuple[list[Change], Delivery]:
    """For the transaction that ends it: wait and case decided, and what wakes the machine. Raises ReviewEnded in it for all but the
    first."""
    wait, wake = waits.end(transaction_id, outcome, call, refusal=ReviewEnded("It is not held any more"))
    return [wait, clears_case or fraud.waits_no_more(case_id), fraud.decided(case_id, transaction_id)], wake


def declined(case_id: str, by: str) -> Ending:
    """By whoever has the case. Raises CaseNotYours in the transaction where that is somebody else."""
    return Ending("FAILED", "declined_by_policy", fraud.waits_no_more_of(case_id, by))


def held(payment: HeldPayment, decision: fraud.Decision, seen: Seen, call: Call) -> Draft:
    """The money held, for the posting that would have taken it: its product's outcome is still to come."""
    begun = begin(payment.suspect, decision, seen, call)
    kept = replace(
        payment,
        hold_id=begun.hold_id,
        case_id=begun.case_id,
        decision=decision.to_text(),
        details={**payment.details, **call.own_words},
        correlation_id=call.correlation_id,
    )
    return Draft(
        (),
        {payment.account_id: {**begun.told, **payment.details}},
        holds=(begun.hold,),
        changes=[store.new(kept), *begun.changes],
        tallies=fraud.paid_out(payment.account_id, payment.amount_minor),
        deliveries=begun.deliveries,
        kind=HELD,
        status=202,
    )


def approval(about: HeldPayment, call: Call, changes: Sequence[Change]) -> Posting:
    """The held money to where it was to go, with the `changes` that decided it.

    Raises DeclinedByPolicy for who stands on the blacklist by now: it stays held, to be declined.
    """

    def compose(seen: Seen) -> Draft:
        before = still_held(seen)
        if fraud.blacklisted(seen.rows, call.now):
            raise fraud.DeclinedByPolicy("Somebody of this payment has come onto the blacklist since; decline it")
        step = end_hold(seen[before.account_id], before.hold_id, "CAPTURED", call)
        after = replace(before, status="COMPLETED", ended_at=clock.to_text(call.now))
        ending, wake = end(before.transaction_id, before.case_id, "APPROVED", call)
        legs = (
            Leg(before.account_id, -before.amount_minor, before.currency, before.owner_id),
            bank_leg(before.onward.bank, before.amount_minor, before.currency),
        )
        return Draft(
            legs,
            {before.account_id: {**step.told, **before.details}},
            holds=(step.change,),
            changes=[store.ended(after), step.story, *ending, *changes],
            tallies=fraud.cash_given(before.account_id, before.amount_minor) if before.onward.bank == "cash" else {},
            deliveries=[wake, *_told(after, {"postingId": call.posting_id})],
            kind=before.onward.posted,
            verdict=after,
        )

    return _posting(about, call, compose, fraud.lists(about.subjects))


def letting_go(about: HeldPayment, ending: Ending, call: Call, changes: Changes) -> Posting:
    """The held money back to who would have paid, with the `changes` that belong to why."""

    def compose(seen: Seen) -> Draft:
        before = still_held(seen)
        account_id = before.account_id
        try:
            step = end_hold(seen[account_id], before.hold_id, "VOIDED", call)
            change, told, story = step.change, step.told, [step.story]
        except ledger.HoldEnded:  # the clock has let the money go; the sweep tells the hold's own story
            change, told, story = HoldChange(account_id, before.hold_id, None), {}, []
        after = replace(before, status="FAILED", reason=ending.reason, ended_at=clock.to_text(call.now))
        ended, wake = end(before.transaction_id, before.case_id, ending.reason, call, clears_case=ending.clears_case)
        return Draft(
            (),
            {account_id: {**told, **before.details, "reason": ending.reason}},
            holds=(change,),
            changes=[store.ended(after), *story, *ended, *changes()],
            deliveries=[wake, *_told(after, {"reason": ending.reason})],
            kind=before.onward.refused,
            verdict=after,
        )

    return _posting(about, call, compose, {})


def still_held(seen: Seen) -> HeldPayment:
    """The payment as it is now. Raises ReviewEnded."""
    before = store.to_held(seen.rows["held"] or {})
    if before.status != "UNDER_REVIEW":
        raise ReviewEnded("The payment is not held any more")
    return before


def _told(after: HeldPayment, more: Mapping[str, str]) -> list[Delivery]:
    topic, (done, failed) = after.onward.topic, after.onward.events
    body = {"transactionId": after.transaction_id, "correlationId": after.correlation_id, **more}
    return [outbox.to_topic(topic, done if after.status == "COMPLETED" else failed, body)] if topic else []


def _posting(about: HeldPayment, call: Call, compose: Callable[[Seen], Draft], also: Mapping[str, tuple[str, Item]]) -> Posting:
    def render(posted: Posted) -> dict[str, object]:
        return {
            "transactionId": about.transaction_id,
            "accountId": about.account_id,
            "status": posted.draft.verdict.status,
            "amount": about.decimal(about.amount_minor),
            "currency": about.currency,
        }

    rows = {"held": store.row(about.transaction_id), **also}
    return Posting(ENDED, call, compose, render, accounts=(AccountKey(about.owner_id, about.account_id),), rows=rows, status=200)
