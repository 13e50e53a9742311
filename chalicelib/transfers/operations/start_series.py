"""What a series of transfers is asked when it is made, so that its dates need not be."""

from dataclasses import replace

from chalicelib.identity import public as identity
from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import post
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.transfers import consent, guards, postings, store
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.model import Transfer

PURPOSE = "series"


def check_series(made: Transfer, payer: Payer, call: Call) -> None:
    """Rehearses the first one. Raises what no day will mend: not that money is short today, or the limit of a day used up."""
    rehearsal = replace(call.under(made.owner_id, "transfers.check_series", None, {}), dry_run=True)
    try:
        post(postings.transfer(made, payer, rehearsal))
    except Failure as failure:
        if not is_passing(failure):
            raise


def is_passing(failure: Failure) -> bool:
    """Whether the same transfer may be made another time."""
    return failure.code in ("insufficient_funds", "account_frozen") or "resetsAt" in failure.facts


def consent_to_series(made: Transfer, payer: Payer, call: Call) -> tuple[Transfer, list[Change]]:
    """The transfer with the name of its payee, and what spends the payer's consent, for the transaction that makes the series:
    nothing between own accounts, and for who is trusted.

    Raises StepUpRequired, AuthorizationMismatch, EmailNotVerified.
    """
    if made.is_own:
        return made, []
    payee = store.to_payee(dynamo.get(*store.payee_row(made.owner_id, made.to_account))) or guards.new_payee(made)
    named = replace(made, payee_name=payee.name)
    if payee.trusted and not payer.always:
        return named, []
    payment = replace(consent.payment_of(made, payee, payer.caller), purpose=PURPOSE)
    return named, [identity.require_step_up(payer.caller, payment, payer.authorization, call)]
