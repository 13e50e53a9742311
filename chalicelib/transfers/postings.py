"""Every journal entry a transfer can cause: the transfer itself, and money given back."""

from collections.abc import Sequence

from chalicelib.kernel import clock
from chalicelib.ledger.public import AccountKey, Draft, Leg, Posted, Posting, Seen
from chalicelib.ledger.public import errors as ledger
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.transfers import crowded, errors, events, guards, review, store
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.model import GIVEN_BACK, HELD, TRANSFERRED, Transfer


def transfer(made: Transfer, by: Payer, call: Call, *, to_crowd: bool = False) -> Posting:
    """The money with everything that guards it, in one transaction of six items; where it goes to somebody else one more each
    for the payer's limit, the payee on a first day, and the authorization that is used up. What a person has to look at is
    held instead, and what goes `to_crowd`, to an account that too many are paying."""

    def compose(seen: Seen) -> Draft:
        payer, payee = seen[made.from_account], seen[made.to_account]
        # First what no day will mend: a series is made where only the payer's account forbids it for now.
        if payee.status == "CLOSED":
            raise errors.BeneficiaryClosed("The account to be paid is closed")
        if payee.currency != made.currency:
            raise ledger.CurrencyMismatch(f"The account to be paid is kept in {payee.currency}")
        guards.check_source(payer)
        passed = guards.Passed(made) if made.is_own else guards.judged(made, by, seen, call)
        if passed.in_doubt:
            return review.held(passed, seen, call)
        if to_crowd:
            return crowded.held(passed, seen, call)
        named = passed.transfer
        details = {payer.account_id: named.told("out"), payee.account_id: named.told("in")}
        changes = [store.new_transfer(named), *passed.changes]
        told = events.completed(made, call)
        return Draft(made.legs, details, changes=changes, tallies=passed.counted, deliveries=told, verdict=passed)

    def render(posted: Posted) -> dict[str, object]:
        told = posted.draft.verdict.transfer
        told = review.as_held(told) if posted.kind == HELD else told
        return {**told.seen_from("out"), **posted.accounts[made.from_account].balances(), **guards.asked(posted)}

    return Posting(
        TRANSFERRED,
        call,
        compose,
        render,
        accounts=(AccountKey(made.owner_id, made.from_account), AccountKey(made.payee_id, made.to_account)),
        rows={} if made.is_own else guards.rows(made, by),
    )


def giving_back(transfer: Transfer, amount: str | None, reason: str, call: Call, changes: Sequence[Change] = ()) -> Posting:
    """What is left of a transfer, or `amount` of it, back to who paid: by who was paid, or by the bank, with the `changes` that
    decided it."""

    def compose(seen: Seen) -> Draft:
        before = store.to_transfer(seen.rows["transfer"] or {})
        minor = before.giving(amount)
        legs = (
            Leg(before.to_account, -minor, before.currency, before.payee_id),
            Leg(before.from_account, minor, before.currency, before.owner_id),
        )
        told = {"type": "TRANSFER_REVERSAL", "reverses": before.transaction_id}
        # Why is between whoever gives back and the bank: the other side is told that it was done.
        mine = {"reason": reason} if call.caller_id == before.payee_id else {}
        details = {before.to_account: told | mine, before.from_account: told}
        return Draft(legs, details, changes=[store.given_back(before.less(minor, clock.to_text(call.now)), before), *changes])

    def render(posted: Posted) -> dict[str, object]:
        told: dict[str, object] = {
            "reversalId": posted.posting_id,
            "transactionId": transfer.transaction_id,
            "currency": transfer.currency,
        }
        # Staff are on neither side and see no legs: their proposal has the amount.
        return told | ({"amount": transfer.decimal(_given(posted))} if posted.draft.legs else {})

    return Posting(
        GIVEN_BACK,
        call,
        compose,
        render,
        accounts=(AccountKey(transfer.payee_id, transfer.to_account), AccountKey(transfer.owner_id, transfer.from_account)),
        rows={"transfer": store.transfer_row(transfer.transaction_id)},
        status=200,
        deliver=lambda posted: events.given_back(transfer, _given(posted), posted.posting_id, call),
    )


def _given(posted: Posted) -> int:
    """What was given back, by whichever legs can be seen."""
    return max(abs(leg.amount_minor) for leg in posted.draft.legs)
