"""Keep somebody whom one pays, by the number of their account here or at another bank; let them go again."""

from dataclasses import dataclass, replace

from chalicelib.accounts import public as accounts
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.networks import public as networks
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.transfers import errors, names, store
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.model import last4
from chalicelib.transfers.operations.send_transfer import OtherBank, context_of_payee
from chalicelib.transfers.payees import Payee, id_of
from chalicelib.transfers.queries import find_payee


@dataclass(frozen=True, slots=True)
class KeepPayee:
    """Either `account_number` or `at`, by a `network`, says where the account is."""

    name: str
    account_number: str = ""
    at: OtherBank | None = None
    network: networks.Network = "ach"
    same_day: bool = False
    trusted: bool = False
    accept_no_match: bool = False


def keep_payee(command: KeepPayee, payer: Payer, call: Call) -> Receipt:
    """A payee that is trusted, or whose name was not found to be the holder's, needs the caller's consent, spent with the row. Of an
    account at another bank no name can be found.

    Raises UnknownBeneficiary, PayeeExists, NameMismatch, TooManyRequests, StepUpRequired, AuthorizationMismatch.
    """
    if prior := call.idempotency.find():
        return prior
    named, matches = _named(command, call)
    seen = store.find_payee(call.caller_id, named.payee_id)
    if seen is not None and seen.is_kept:
        raise errors.PayeeExists("There is a payee with this account")
    made = (seen or named).kept(command.name, trusted=command.trusted)
    if command.at:
        context = context_of_payee(made.payee_id)
        made = replace(made, external=command.at.over(command.network, context, same_day=command.same_day))
    consent = []
    if command.trusted or not matches:
        wanted = identity.Payment(payer.caller.session_id, "", made.account_id, made.label, purpose="payee")
        consent = [identity.require_step_up(payer.caller, wanted, payer.authorization, call)]
    receipt = Receipt(201, made.told())
    _write([store.payee_changed(made), *consent, call.record(receipt)])
    return receipt


def _named(command: KeepPayee, call: Call) -> tuple[Payee, bool]:
    """The payee as if nothing was known of them yet, and whether the account is held under that name."""
    made_at = clock.to_text(call.now)
    if command.at:
        account_id = command.at.account_id
        number = last4(command.at.account_number)
        return Payee(call.caller_id, id_of(call.caller_id, account_id), account_id, number, made_at), False
    holder = accounts.find_holder(command.account_number)
    if holder is None:
        raise errors.UnknownBeneficiary("No account of this bank has this number")
    matches = names.checked(command.name, holder.owner_id, call.caller_id, accept_no_match=command.accept_no_match)
    payee_id = id_of(call.caller_id, holder.account_id)
    return Payee(call.caller_id, payee_id, holder.account_id, holder.account_number, made_at), matches


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
