"""A transfer that a person of the bank looks at: the money is held in the transaction that takes the request, and one posting
ends that. Approving it, declining it, calling it off and the clock meet at the transfer's row, which lets one of them have it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import AccountKey, Draft, Leg, Posted, Posting, Seen, begin_hold, end_hold, sweep_of
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform import waits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.transfers import errors, events, store
from chalicelib.transfers.guards import Passed
from chalicelib.transfers.model import ENDED, HELD, HOLD_DAYS, REVIEW_DAYS, TRANSFERRED, Status, Transfer

MACHINE = "transfers_review"
# Changes that are made anew with each judgement: they say what was read for it.
Changes = Callable[[], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a review ends without the money going where it was sent: `reason` is the code of what failed."""

    status: Status
    reason: str = ""
    clears_case: Change | None = None


CANCELLED, EXPIRED, CLOSED = Ending("CANCELLED"), Ending("FAILED", "review_expired"), Ending("FAILED", "beneficiary_closed")


def declined(case_id: str, by: str) -> Ending:
    """By whoever has the case. Raises CaseNotYours in the transaction where that is somebody else."""
    return Ending("FAILED", "declined_by_policy", fraud.waits_no_more_of(case_id, by))


def held(passed: Passed, seen: Seen, call: Call) -> Draft:
    """The money held, and with it the transfer, its case, what guards it, and the wait for a person."""
    made, decision = passed.transfer, passed.decision
    if decision is None:
        raise LookupError("only what was screened is held")
    hold_id = ids.derived_id(call.now, "review", made.transaction_id)
    until = call.now + timedelta(days=HOLD_DAYS)
    step = begin_hold(seen[made.from_account], hold_id, made.amount_minor, until, call, keeper=made.transaction_id)
    suspect = fraud.Suspect(made.transaction_id, "transfer", made.owner_id, made.from_account, made.amount_minor, made.currency)
    case = fraud.open_case(suspect, decision, seen.rows, call, held=True)
    about = {"transactionId": made.transaction_id, "correlationId": call.correlation_id}
    wait, start = waits.begin(made.transaction_id, MACHINE, about, call.now + timedelta(days=REVIEW_DAYS), call)
    transfer = replace(made, status="UNDER_REVIEW", hold_id=hold_id, case_id=case.case_id)
    return Draft(
        (),
        {made.from_account: {**made.told("out"), **step.told}},
        holds=(step.change,),
        changes=[store.new_transfer(transfer), *passed.changes, step.story, wait, *case.changes],
        deliveries=[start, sweep_of(hold_id, made.owner_id, until, call), *case.deliveries, *events.held(transfer, call)],
        kind=HELD,
        status=202,
        verdict=passed,
    )


def approval(about: Transfer, call: Call, changes: Sequence[Change]) -> Posting:
    """The held money to who is paid, with the `changes` that decided it; back to the payer where that account was closed."""

    def compose(seen: Seen) -> Draft:
        before = still_held(seen)
        payer, payee = seen[before.from_account], seen[before.to_account]
        if payee.status == "CLOSED":
            return _let_go(before, seen, CLOSED, call, changes)
        step = end_hold(payer, before.hold_id, "CAPTURED", call)
        after = replace(before, status="COMPLETED", ended_at=clock.to_text(call.now))
        wait, wake = waits.end(before.transaction_id, "APPROVED", call, refusal=_ended())
        legs = (
            Leg(payer.account_id, -before.amount_minor, before.currency, payer.owner_id),
            Leg(payee.account_id, before.amount_minor, before.currency, payee.owner_id),
        )
        return Draft(
            legs,
            {payer.account_id: {**before.told("out"), **step.told}, payee.account_id: before.told("in")},
            holds=(step.change,),
            changes=[
                store.ended(after),
                step.story,
                wait,
                fraud.waits_no_more(before.case_id),
                *_reached(before, seen, call),
                *changes,
            ],
            deliveries=[wake, *events.approved(after, call)],
            kind=TRANSFERRED,
        )

    return _posting(about, CLOSED, call, compose, with_payee=True)


def letting_go(about: Transfer, ending: Ending, call: Call, changes: Changes) -> Posting:
    """The held money back to the payer, with the `changes` that belong to why."""
    return _posting(about, ending, call, lambda seen: _let_go(still_held(seen), seen, ending, call, changes()))


def still_held(seen: Seen) -> Transfer:
    """The transfer as it is now. Raises ReviewEnded."""
    before = store.to_transfer(seen.rows["transfer"] or {})
    if before.status != "UNDER_REVIEW":
        raise _ended()
    return before


def _let_go(before: Transfer, seen: Seen, ending: Ending, call: Call, changes: Sequence[Change]) -> Draft:
    """The hold gone, and the room that it took in the limit and the first day given back to the period it was taken from."""
    after = replace(before, status=ending.status, reason=ending.reason, ended_at=clock.to_text(call.now))
    charged_at = clock.from_text(before.created_at)
    spending = store.to_spending(before.owner_id, before.currency, seen.rows["limit"])
    payee = store.to_payee(seen.rows["payee"])
    uncharged = payee.uncharged(before.amount_minor, charged_at) if payee else None
    room = [
        store.spent(spending.less(before.amount_minor, charged_at, call.now)),
        *([store.payee_changed(uncharged)] if uncharged else []),
    ]
    wait, wake = waits.end(before.transaction_id, ending.reason or ending.status, call, refusal=_ended())
    own = [store.ended(after), wait, ending.clears_case or fraud.waits_no_more(before.case_id), *room, *changes]
    told = [wake, *events.not_completed(after, call)]
    try:
        step = end_hold(seen[before.from_account], before.hold_id, "VOIDED", call)
    except ledger.HoldEnded:  # the clock has let the money go; the sweep takes the hold off the account
        return Draft((), changes=own, deliveries=told, kind=ENDED)
    details = {before.from_account: {**before.told("out"), **step.told}}
    return Draft((), details, holds=(step.change,), changes=[*own, step.story], deliveries=told, kind=ENDED)


def _reached(before: Transfer, seen: Seen, call: Call) -> list[Change]:
    """That the payee is new no more."""
    payee = store.to_payee(seen.rows["payee"])
    known = payee.known(call.now) if payee else None
    return [store.payee_changed(known)] if known else []


def _posting(
    about: Transfer, ending: Ending, call: Call, compose: Callable[[Seen], Draft], *, with_payee: bool = False
) -> Posting:
    """`ending` is how it ends unless the money goes where it was sent."""
    payee = (AccountKey(about.payee_id, about.to_account),) if with_payee else ()

    def render(posted: Posted) -> dict[str, object]:
        done = posted.kind == TRANSFERRED
        # Staff are on neither side: the balances are the payer's.
        mine = posted.accounts.get(about.from_account)
        return {
            "transactionId": about.transaction_id,
            "status": "COMPLETED" if done else ending.status,
            "amount": about.decimal(about.amount_minor),
            "currency": about.currency,
            **(mine.balances() if mine else {}),
        }

    rows: dict[str, tuple[str, Item]] = {
        "transfer": store.transfer_row(about.transaction_id),
        "limit": store.spending_row(about.owner_id, about.currency),
        "payee": store.payee_row(about.owner_id, about.to_account),
    }
    accounts = (AccountKey(about.owner_id, about.from_account), *payee)
    return Posting(ENDED, call, compose, render, accounts=accounts, rows=rows, status=200)


def _ended() -> Failure:
    return errors.ReviewEnded("The transfer is not held any more")
