"""Keep somebody whom one pays, by the number of their account; let them go again."""

from dataclasses import dataclass

from chalicelib.accounts import public as accounts
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.transfers import errors, names, store
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.payees import Payee, id_of
from chalicelib.transfers.queries import find_payee


@dataclass(frozen=True, slots=True)
class KeepPayee:
    name: str
    account_number: str
    trusted: bool = False
    accept_no_match: bool = False


def keep_payee(command: KeepPayee, payer: Payer, call: Call) -> Receipt:
    """A payee that is trusted, or whose name was not found to be the holder's, needs the caller's consent, spent with the row.

    Raises UnknownBeneficiary, PayeeExists, NameMismatch, TooManyRequests, StepUpRequired, AuthorizationMismatch.
    """
    if prior := call.idempotency.find():
        return prior
    holder = accounts.find_holder(command.account_number)
    if holder is None:
        raise errors.UnknownBeneficiary("No account of this bank has this number")
    matches = names.checked(command.name, holder.owner_id, call.caller_id, accept_no_match=command.accept_no_match)
    payee_id = id_of(call.caller_id, holder.account_id)
    seen = store.find_payee(call.caller_id, payee_id)
    if seen is not None and seen.is_kept:
        raise errors.PayeeExists("There is a payee with this account")
    made_at = clock.to_text(call.now)
    before = seen or Payee(call.caller_id, payee_id, holder.account_id, holder.account_number, made_at)
    made = before.kept(command.name, trusted=command.trusted)
    consent = []
    if command.trusted or not matches:
        wanted = identity.Payment(payer.caller.session_id, "", made.account_id, made.label, purpose="payee")
        consent = [identity.require_step_up(payer.caller, wanted, payer.authorization, call)]
    receipt = Receipt(201, made.told())
    _write([store.payee_changed(made), *consent, call.record(receipt)])
    return receipt


def let_payee_go(payee_id: str, call: Call) -> Payee:
    """Who it was. Raises UnknownPayee."""
    seen = find_payee(call.caller_id, payee_id)
    _write([store.payee_changed(seen.let_go())])
    return seen


def _write(changes: list[dynamo.Change]) -> None:
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:
        raise RequestInProgress("The payee is paid or changed this moment; try again") from refused
