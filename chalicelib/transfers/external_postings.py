"""Every journal entry that a transfer to or from another bank can cause: the money held, handed to the network, settled, come back,
let go; and money that came in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import (
    AccountKey,
    Draft,
    Leg,
    Posted,
    Posting,
    Seen,
    bank_leg,
    begin_hold,
)
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.transfers import carrying, errors, events, guards, review, room, store
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.external import HOLD_DAYS
from chalicelib.transfers.model import ENDED, HELD, RECEIVED, RESERVED, RETURNED, SETTLED, SUBMITTED, Status, Transfer
from chalicelib.transfers.reserved import answer, obstacle, without_hold

# Where the bank keeps what is at a network, what other banks have paid or were paid, and what came back to nobody.
NETWORK, SETTLEMENT, UNCLAIMED = "network", "settlement", "unclaimed"


def reserved(made: Transfer, by: Payer, call: Call, *, sanctions: Sequence[str] = ()) -> Posting:
    """The money held, with everything that guards it, and the wait for the network: eight items in one transaction, and one more for
    an authorization that is used up."""

    def compose(seen: Seen) -> Draft:
        payer = seen[made.from_account]
        guards.check_source(payer)
        passed = guards.judged(made, by, seen, call, sanctions=sanctions)
        if passed.in_doubt:
            return review.held(passed, seen, call)
        step = begin_hold(
            payer, made.hold_id, made.amount_minor, call.now + timedelta(days=HOLD_DAYS), call, keeper=made.transaction_id
        )
        wait, start = carrying.begin(made, call)
        return Draft(
            (),
            {made.from_account: {**made.told("out"), **step.told}},
            holds=(step.change,),
            changes=[store.new_transfer(passed.transfer), *passed.changes, step.story, wait],
            tallies=passed.counted,
            deliveries=[start, *events.reserved(made, call)],
            verdict=passed,
        )

    def render(posted: Posted) -> dict[str, object]:
        told = posted.draft.verdict.transfer
        told = review.as_held(told) if posted.kind == HELD else told
        return {**told.seen_from("out"), **posted.accounts[made.from_account].balances(), **guards.asked(posted)}

    rows = guards.rows(made, by)
    return Posting(RESERVED, call, compose, render, accounts=(_payer(made),), rows=rows, status=202)


def submitted(about: Transfer, call: Call, changes: Sequence[Change] = ()) -> Posting:
    """The held money to the network. Where the account cannot give it any more, or somebody has come onto the blacklist since, the
    transfer has failed, in the same posting.

    Raises NotWaiting for what has gone further.
    """

    def compose(seen: Seen) -> Draft:
        before, payer = _still(seen, "BALANCE_RESERVED"), seen[about.from_account]
        listed = fraud.DeclinedByPolicy.code if fraud.blacklisted(seen.rows, call.now) else ""
        if reason := listed or obstacle(payer, before):
            return _let_go(before, seen, "FAILED", reason, call, changes)
        holds, stories, told = without_hold(payer, before, "CAPTURED", call)
        after = replace(before, status="SUBMITTED", external=replace(before.to_bank, moved_at=clock.to_text(call.now)))
        legs = (
            Leg(payer.account_id, -before.amount_minor, before.currency, payer.owner_id),
            bank_leg(NETWORK, before.amount_minor, before.currency),
        )
        details = {payer.account_id: {**before.told("out"), **told}}
        return Draft(legs, details, holds=holds, changes=[store.moved_on(after, before), *stories, *changes])

    return _posting(SUBMITTED, "SUBMITTED", about, call, compose, also=fraud.lists(guards.subjects(about)))


def settled(about: Transfer, settled_at: str, call: Call, changes: Sequence[Change] = ()) -> Posting:
    """The money from the network to where other banks are paid: the transfer is complete. No customer's account is touched.

    Raises NotWaiting for what is not at the network.
    """

    def compose(seen: Seen) -> Draft:
        before = _still(seen, "SUBMITTED")
        at = clock.to_text(call.now)
        said = replace(before.to_bank, settled_at=settled_at, moved_at=at)
        after = replace(before, status="COMPLETED", ended_at=at, external=said)
        legs = (
            bank_leg(NETWORK, -before.amount_minor, before.currency),
            bank_leg(SETTLEMENT, before.amount_minor, before.currency),
        )
        wait, wake = carrying.end(before, "COMPLETED", call)
        return Draft(
            legs,
            changes=[store.moved_on(after, before), wait, *room.reached(before, seen, call), *changes],
            deliveries=[wake, *events.moved_on(after, "TRANSFER.COMPLETED", call)],
        )

    return _posting(SETTLED, "COMPLETED", about, call, compose, touches=False)


def returned(about: Transfer, code: str, trace_number: str, call: Call, changes: Sequence[Change] = ()) -> Posting:
    """The money back from wherever it was: to the account that paid, or, where that was closed, to what nobody has claimed, with a case
    for who has to find its owner.

    Raises AlreadyReturned.
    """

    def compose(seen: Seen) -> Draft:
        before, payer = _still(seen, "SUBMITTED", "COMPLETED"), seen[about.from_account]
        at = clock.to_text(call.now)
        said = replace(before.to_bank, return_code=code, return_trace_number=trace_number, returned_at=at, moved_at=at)
        after = replace(before, status="RETURNED", ended_at=at, external=said)
        source = NETWORK if before.status == "SUBMITTED" else SETTLEMENT
        unclaimed = payer.status == "CLOSED"
        back = (
            bank_leg(UNCLAIMED, before.amount_minor, before.currency)
            if unclaimed
            else Leg(payer.account_id, before.amount_minor, before.currency, payer.owner_id)
        )
        told = {"type": "TRANSFER_RETURN", "transactionId": before.transaction_id, "code": code}
        wait, wake = carrying.end(before, "RETURNED", call)
        ends = before.status == "SUBMITTED"
        suspect = replace(guards.suspect(before), kind="return")
        case = fraud.open_case(suspect, fraud.UNCLAIMED, seen.rows, call, held=False) if unclaimed else None
        return Draft(
            (bank_leg(source, -before.amount_minor, before.currency), back),
            {} if unclaimed else {payer.account_id: told},
            changes=[
                store.moved_on(after, before),
                *([wait] if ends else []),
                *room.given_back(before, seen, call),
                *(case.changes if case else []),
                *changes,
            ],
            deliveries=[
                *([wake] if ends else []),
                *(case.deliveries if case else []),
                *events.moved_on(after, "TRANSFER.RETURNED", call),
            ],
        )

    return _posting(RETURNED, "RETURNED", about, call, compose, also=fraud.case_rows(about.from_account))


def cancelled(about: Transfer, call: Call) -> Posting:
    """The held money let go, since its payer does not want to send it. Raises NotCancellable once the network has it."""

    def compose(seen: Seen) -> Draft:
        return _let_go(_still(seen, "BALANCE_RESERVED"), seen, "CANCELLED", "", call)

    words: dict[type[Failure], type[Failure]] = {errors.NotWaiting: errors.NotCancellable}
    return replace(_posting(ENDED, "CANCELLED", about, call, compose), words=words)


def received(made: Transfer, call: Call, changes: Sequence[Change]) -> Posting:
    """Money of another bank to an account of this one; not to who stands on the blacklist: it is left with the other bank, and
    somebody looks. Raises BeneficiaryClosed, CurrencyMismatch, DeclinedByPolicy."""
    arriving = fraud.Suspect(made.transaction_id, "arrival", made.payee_id, made.to_account, made.amount_minor, made.currency)

    def compose(seen: Seen) -> Draft:
        payee = seen[made.to_account]
        if payee.status == "CLOSED":
            raise errors.BeneficiaryClosed("The account to be paid is closed")
        if payee.currency != made.currency:
            raise ledger.CurrencyMismatch(f"The account to be paid is kept in {payee.currency}")
        if fraud.blacklisted(seen.rows, call.now):
            raise fraud.turned_away(arriving, call)
        legs = (
            bank_leg(SETTLEMENT, -made.amount_minor, made.currency),
            Leg(payee.account_id, made.amount_minor, made.currency, payee.owner_id),
        )
        return Draft(
            legs,
            {payee.account_id: made.told("in")},
            changes=[store.new_transfer(made), *changes],
            deliveries=events.moved_on(made, "TRANSFER.RECEIVED", call),
        )

    return Posting(
        RECEIVED,
        call,
        compose,
        _answer(RECEIVED, "COMPLETED", made),
        accounts=(AccountKey(made.payee_id, made.to_account),),
        rows=fraud.lists({"account": made.to_account, "payee": made.payee_id}),
    )


def _let_go(before: Transfer, seen: Seen, status: Status, reason: str, call: Call, changes: Sequence[Change] = ()) -> Draft:
    """The hold gone, and the room that it took given back. A closed account is not touched: the clock has ended its hold."""
    at = clock.to_text(call.now)
    after = replace(before, status=status, reason=reason, ended_at=at, external=replace(before.to_bank, moved_at=at))
    payer = seen[before.from_account]
    holds, stories, told = without_hold(payer, before, "VOIDED", call)
    wait, wake = carrying.end(before, status, call)
    return Draft(
        (),
        {payer.account_id: {**before.told("out"), **told}} if holds else {},
        holds=holds,
        changes=[store.moved_on(after, before), wait, *stories, *room.given_back(before, seen, call), *changes],
        deliveries=[wake, *events.moved_on(after, "TRANSFER.FAILED" if status == "FAILED" else "", call)],
        kind=ENDED,
    )


def _still(seen: Seen, *statuses: Status) -> Transfer:
    """The transfer as it is now. Raises NotWaiting unless it stands at one of these."""
    before = store.to_transfer(seen.rows["transfer"] or {})
    if before.status not in statuses:
        raise errors.NotWaiting(f"The transfer is {before.status}")
    return before


def _payer(transfer: Transfer) -> AccountKey:
    return AccountKey(transfer.owner_id, transfer.from_account)


def _posting(
    kind: str,
    status: Status,
    about: Transfer,
    call: Call,
    compose: Callable[[Seen], Draft],
    *,
    touches: bool = True,
    also: Mapping[str, tuple[str, Item]] | None = None,
) -> Posting:
    """`status` is how the transfer stands after it, unless it turned out to have failed."""
    accounts = (_payer(about),) if touches else ()
    return Posting(
        kind,
        call,
        compose,
        _answer(kind, status, about),
        accounts=accounts,
        rows={**room.rows(about), **(also or {})},
        status=200,
    )


def _answer(kind: str, status: Status, about: Transfer) -> Callable[[Posted], dict[str, object]]:
    return lambda posted: answer(about, about.customers_account, status if posted.kind == kind else "FAILED", posted)
