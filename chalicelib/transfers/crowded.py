"""A transfer to an account that so many pay at once that its payer's turn did not come: the money is held at who pays, and credited
together with what else waits for that account, or goes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import AccountKey, Draft, Posted, Posting, Seen, begin_hold, sweep_of
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.transfers import errors, events, room, store
from chalicelib.transfers.guards import Passed
from chalicelib.transfers.model import ENDED, RESERVED, TRANSFERRED, FailureCode, Status, Transfer
from chalicelib.transfers.reserved import answer, without_hold

QUEUE = "transfer-credits-sqs"
HOLD_DAYS = 30  # long enough for what waits in an error table; a credit takes seconds


def held(passed: Passed, seen: Seen, call: Call) -> Draft:
    """The money held, and with it the transfer, what guards it, and the message that has it credited. The account that is paid is
    not written."""
    made = passed.transfer
    hold_id, until = ids.derived_id(call.now, "credit-hold", made.transaction_id), call.now + timedelta(days=HOLD_DAYS)
    step = begin_hold(seen[made.from_account], hold_id, made.amount_minor, until, call, keeper=made.transaction_id)
    transfer = replace(made, status="BALANCE_RESERVED", hold_id=hold_id)
    message = {"transactionId": made.transaction_id, "correlationId": call.correlation_id}
    return Draft(
        (),
        {made.from_account: {**made.told("out"), **step.told}},
        holds=(step.change,),
        changes=[store.new_transfer(transfer), *passed.changes, step.story],
        tallies=passed.counted,
        deliveries=[
            outbox.to_queue(QUEUE, message),
            sweep_of(hold_id, made.owner_id, until, call),
            *events.reserved(transfer, call),
        ],
        kind=RESERVED,
        status=202,
        verdict=replace(passed, transfer=transfer),
    )


def credit(before: Transfer, call: Call) -> Posting:
    """The held money to who is paid, whose account comes first: what has that in common is posted together.

    Raises BeneficiaryClosed, and what keeps the payer's account from giving it: AccountFrozen, AccountClosed, InsufficientFunds where
    the hold is over.
    """

    def compose(seen: Seen) -> Draft:
        payer, payee = seen[before.from_account], seen[before.to_account]
        if payee.status == "CLOSED":
            raise errors.BeneficiaryClosed("The account to be paid is closed")
        holds, stories, told = without_hold(payer, before, "CAPTURED", call)
        after = replace(before, status="COMPLETED", ended_at=clock.to_text(call.now))
        return Draft(
            before.legs,
            {payer.account_id: {**before.told("out"), **told}, payee.account_id: before.told("in")},
            holds=holds,
            changes=[store.ended(after, before), *stories],
            deliveries=events.went_on(after, call),
        )

    accounts = (AccountKey(before.payee_id, before.to_account), _payer(before))
    return Posting(TRANSFERRED, call, compose, _answer(before, "COMPLETED"), accounts=accounts)


def gone_back(about: Transfer, status: Status, reason: FailureCode | None, call: Call) -> Posting:
    """The hold gone, and the room that it took given back. Raises NotWaiting for what was credited or has gone back."""

    def compose(seen: Seen) -> Draft:
        before = store.to_transfer(seen.rows["transfer"] or {})
        if before.status != "BALANCE_RESERVED":
            raise errors.NotWaiting(f"The transfer is {before.status}")
        payer = seen[before.from_account]
        holds, stories, told = without_hold(payer, before, "VOIDED", call)
        after = replace(before, status=status, reason=reason or "", ended_at=clock.to_text(call.now))
        return Draft(
            (),
            {payer.account_id: {**before.told("out"), **told}} if holds else {},
            holds=holds,
            changes=[store.ended(after, before), *stories, *([] if before.is_own else room.given_back(before, seen, call))],
            deliveries=events.not_completed(after, call),
        )

    return Posting(ENDED, call, compose, _answer(about, status), accounts=(_payer(about),), rows=room.rows(about), status=200)


def _payer(transfer: Transfer) -> AccountKey:
    return AccountKey(transfer.owner_id, transfer.from_account)


def _answer(about: Transfer, status: Status) -> Callable[[Posted], dict[str, object]]:
    return lambda posted: answer(about, about.from_account, status, posted)
