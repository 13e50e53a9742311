"""Transfer money from an account of the caller to another account of the bank, or to a payee wherever their account is."""

from dataclasses import dataclass, replace

from chalicelib.accounts import public as accounts
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import AccountBusy, Failure
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import MAXIMUM_SECONDS, answered_before, post
from chalicelib.ledger.public import errors as ledger_errors
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.transfers import consent, errors, names, postings
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.external import External
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.operations.send_transfer import SendTransfer, at_payee, check_message, send_transfer
from chalicelib.transfers.payees import Payee
from chalicelib.transfers.queries import find_payee

# Of what a caller waits at most (the ledger's). Some forty at once are served well within (docs/decisions/0080).
IN_LINE_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class MakeTransfer:
    """`to_account`, `to_number` with `name`, or `payee_id` says who is paid; `amount` is the plain text that was sent."""

    from_account: str
    amount: str
    to_account: str = ""
    to_number: str = ""
    name: str = ""
    payee_id: str = ""
    accept_no_match: bool = False
    currency: str = ""
    description: str = ""
    message: str = ""


def make_transfer(command: MakeTransfer, payer: Payer, call: Call) -> Receipt:
    """One read finds both accounts, one more judges them, one transaction moves the money. Returns 201, or 202 where the money is held.

    Raises the refusals of the route; each leaves everything as it was.
    """
    try:
        payee = _payee_of(command, call)
        if payee is None or payee.external is None:
            made, payer = _between(command, payee, payer, call)
    except Failure as failure:  # payees go and names change: a key that came before has its answer
        return answered_before(call, failure)
    if payee is not None and payee.external is not None:
        return send_transfer(_elsewhere(command, payee.payee_id, payee.external), payer, call)
    try:
        return _posted(made, payer, call)
    except consent.Missing as missing:
        raise identity.ask_step_up(payer.caller, missing.payment, call) from None


def _posted(made: Transfer, payer: Payer, call: Call) -> Receipt:
    """Whose turn does not come in time is held at the payer's account, which the crowd does not write, and credited with others."""
    started = clock.monotonic()
    try:
        return post(postings.transfer(made, payer, call), maximum_seconds=IN_LINE_SECONDS)
    except AccountBusy:
        held, left = postings.transfer(made, payer, call, to_crowd=True), MAXIMUM_SECONDS - IN_LINE_SECONDS
        return post(held, maximum_seconds=left, waited=clock.monotonic() - started)


def found(command: MakeTransfer, payer: Payer, call: Call) -> tuple[Transfer, Payer]:
    """The transfer between the accounts that are meant, and the payer, who is asked for consent where the name will not do. Raises
    UnknownBeneficiary for a payee at another bank."""
    return _between(command, _payee_of(command, call), payer, call)


def _payee_of(command: MakeTransfer, call: Call) -> Payee | None:
    return find_payee(call.caller_id, command.payee_id) if command.payee_id else None


def _elsewhere(command: MakeTransfer, payee_id: str, external: External) -> SendTransfer:
    check_message(command.message)
    return SendTransfer(
        from_account=command.from_account,
        amount=command.amount,
        to=at_payee(payee_id, external),
        network=external.network,
        same_day=external.same_day,
        currency=command.currency,
        description=command.description,
    )


def _between(command: MakeTransfer, payee: Payee | None, payer: Payer, call: Call) -> tuple[Transfer, Payer]:
    to_account = payee.account_id if payee else command.to_account
    source, target = accounts.find_both(command.from_account, to_account=to_account, to_number=command.to_number)
    if source is None or source.owner_id != call.caller_id:
        raise ledger_errors.UnknownAccount("No such account")
    if target is None:
        raise errors.UnknownBeneficiary("No account of this bank has this id or number")
    if source.account_id == target.account_id:
        raise errors.SameAccount("An account does not pay itself")
    if command.currency and command.currency != source.currency:
        raise ledger_errors.CurrencyMismatch(f"The account is kept in {source.currency}")
    if command.name and target.owner_id != source.owner_id:
        matches = names.checked(command.name, target.owner_id, call.caller_id, accept_no_match=command.accept_no_match)
        payer = replace(payer, always=not matches)
    made = Transfer(
        transaction_id=call.posting_id,
        owner_id=source.owner_id,
        from_account=source.account_id,
        from_number=source.account_number,
        payee_id=target.owner_id,
        to_account=target.account_id,
        to_number=target.account_number,
        amount_minor=Money.parse(command.amount, source.currency).minor,
        currency=source.currency,
        status="COMPLETED",
        created_at=clock.to_text(call.now),
        description=command.description,
        message=command.message,
        own_words=call.own_words,
    )
    return made, payer
