"""A transfer that a person of the bank looks at: the money is held in the transaction that takes the request, and one posting
ends that. Approving it, declining it, calling it off and the clock meet at the transfer's row, which lets one of them have it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock
from chalicelib.ledger.public import AccountKey, Draft, Posted, Posting, Seen, end_hold
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.reviews import public as reviews
from chalicelib.reviews.public import Changes, Ending
from chalicelib.transfers import carrying, events, external, guards, room, store
from chalicelib.transfers.guards import Passed
from chalicelib.transfers.model import ENDED, HELD, RESERVED, TRANSFERRED, Status, Transfer
from chalicelib.transfers.reserved import answer

CANCELLED, CLOSED = Ending("CANCELLED"), Ending("FAILED", "beneficiary_closed")


def held(passed: Passed, seen: Seen, call: Call) -> Draft:
    """The money held, and with it the transfer, its case, what guards it, and the wait for a person."""
    made, decision = passed.transfer, passed.decision
    if decision is None:
        raise LookupError("only what was screened is held")
    # What goes to another bank stays held after the approval, until the network takes it.
    days = reviews.HOLD_DAYS + (external.HOLD_DAYS if made.external else 0)
    begun = reviews.begin(guards.suspect(made), decision, seen, call, hold_days=days)
    transfer = replace(made, status="UNDER_REVIEW", hold_id=begun.hold_id, case_id=begun.case_id)
    return Draft(
        (),
        {made.from_account: {**made.told("out"), **begun.told}},
        holds=(begun.hold,),
        changes=[store.new_transfer(transfer), *passed.changes, *begun.changes],
        tallies=passed.counted,
        deliveries=[*begun.deliveries, *events.held(transfer, call)],
        kind=HELD,
        status=202,
        verdict=passed,
    )


def as_held(made: Transfer) -> Transfer:
    """What its payer is answered: the ids of hold and case are nobody's to know."""
    return replace(made, status="UNDER_REVIEW", hold_id=made.transaction_id, case_id=made.transaction_id)


def approval(about: Transfer, call: Call, changes: Sequence[Change]) -> Posting:
    """The held money to who is paid, with the `changes` that decided it; back to the payer where that account was closed.

    Raises DeclinedByPolicy for who stands on the blacklist by now: it stays held, to be declined.
    """

    def compose(seen: Seen) -> Draft:
        before = still_held(seen)
        if fraud.blacklisted(seen.rows, call.now):
            raise fraud.DeclinedByPolicy("Somebody of this transfer has come onto the blacklist since; decline it")
        if before.external:
            return _carried_on(before, call, changes)
        payer, payee = seen[before.from_account], seen[before.to_account]
        if payee.status == "CLOSED":
            return _let_go(before, seen, CLOSED, call, changes)
        step = end_hold(payer, before.hold_id, "CAPTURED", call)
        after = replace(before, status="COMPLETED", ended_at=clock.to_text(call.now))
        ended, wake = reviews.end(before.transaction_id, before.case_id, "APPROVED", call)
        return Draft(
            before.legs,
            {payer.account_id: {**before.told("out"), **step.told}, payee.account_id: before.told("in")},
            holds=(step.change,),
            changes=[
                store.ended(after, before),
                step.story,
                *ended,
                *room.reached(before, seen, call),
                *changes,
            ],
            deliveries=[wake, *events.went_on(after, call)],
            kind=TRANSFERRED,
        )

    lists = fraud.lists(guards.subjects(about))
    return _posting(about, CLOSED, call, compose, with_payee=about.external is None, also=lists)


def _carried_on(before: Transfer, call: Call, changes: Sequence[Change]) -> Draft:
    """One to another bank goes on as if nobody had had to look at it: the hold stays, and no account is touched."""
    at = clock.to_text(call.now)
    after = replace(before, status="BALANCE_RESERVED", external=replace(before.to_bank, approved_at=at, moved_at=at))
    ended, wake = reviews.end(before.transaction_id, before.case_id, "APPROVED", call)
    onward, start = carrying.begin(after, call)
    return Draft(
        (),
        changes=[store.moved_on(after, before), onward, *ended, *changes],
        deliveries=[wake, start, *events.moved_on(after, "", call)],
        kind=RESERVED,
    )


def letting_go(about: Transfer, ending: Ending, call: Call, changes: Changes) -> Posting:
    """The held money back to the payer, with the `changes` that belong to why."""
    return _posting(about, ending, call, lambda seen: _let_go(still_held(seen), seen, ending, call, changes()))


def still_held(seen: Seen) -> Transfer:
    """The transfer as it is now. Raises ReviewEnded."""
    before = store.to_transfer(seen.rows["transfer"] or {})
    if before.status != "UNDER_REVIEW":
        raise reviews.ReviewEnded("The transfer is not held any more")
    return before


def _let_go(before: Transfer, seen: Seen, ending: Ending, call: Call, changes: Sequence[Change]) -> Draft:
    """The hold gone, and the room that it took in the limit and the first day given back to the period it was taken from."""
    after = replace(before, status=ending.status, reason=ending.reason, ended_at=clock.to_text(call.now))
    outcome = ending.reason or ending.status
    ended, wake = reviews.end(before.transaction_id, before.case_id, outcome, call, clears_case=ending.clears_case)
    own = [store.ended(after, before), *ended, *room.given_back(before, seen, call), *changes]
    told = [wake, *events.not_completed(after, call)]
    try:
        step = end_hold(seen[before.from_account], before.hold_id, "VOIDED", call)
    except ledger.HoldEnded:  # the clock has let the money go; the sweep takes the hold off the account
        return Draft((), changes=own, deliveries=told, kind=ENDED)
    details = {before.from_account: {**before.told("out"), **step.told}}
    return Draft((), details, holds=(step.change,), changes=[*own, step.story], deliveries=told, kind=ENDED)


def _posting(
    about: Transfer,
    ending: Ending,
    call: Call,
    compose: Callable[[Seen], Draft],
    *,
    with_payee: bool = False,
    also: Mapping[str, tuple[str, Item]] | None = None,
) -> Posting:
    """`ending` is how it ends unless the money goes where it was sent."""
    payee = (AccountKey(about.payee_id, about.to_account),) if with_payee else ()

    def render(posted: Posted) -> dict[str, object]:
        onward: dict[str, Status] = {TRANSFERRED: "COMPLETED", RESERVED: "BALANCE_RESERVED"}
        return answer(about, about.from_account, onward.get(posted.kind, ending.status), posted)

    accounts = (AccountKey(about.owner_id, about.from_account), *payee)
    return Posting(ENDED, call, compose, render, accounts=accounts, rows={**room.rows(about), **(also or {})}, status=200)
