"""Take money that another bank sends to an account of this one."""

from chalicelib.accounts import public as accounts
from chalicelib.kernel import clock
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import post
from chalicelib.networks import public as networks
from chalicelib.platform import audit
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.transfers import errors
from chalicelib.transfers import external_postings as postings
from chalicelib.transfers.model import Transfer, last4
from chalicelib.transfers.operations.send_transfer import OtherBank, context_of


def receive_transfer(to_number: str, amount: str, sender: OtherBank, call: Call) -> Receipt:
    """To the account with this number, out of the account of `sender`. Raises UnknownBeneficiary, CurrencyMismatch,
    BeneficiaryClosed, DeclinedByPolicy."""
    target = accounts.find_holder(to_number)
    if target is None:
        raise errors.UnknownBeneficiary("No account of this bank has this number")
    at = clock.to_text(call.now)
    said = sender.over("ach", context_of(call.posting_id), sealed=not call.dry_run).came(
        networks.trace_number(sender.routing_number[:8], "inbound", call.posting_id), at
    )
    made = Transfer(
        transaction_id=call.posting_id,
        owner_id="",
        from_account=sender.account_id,
        from_number=last4(sender.account_number),
        payee_id=target.owner_id,
        to_account=target.account_id,
        to_number=target.account_number,
        amount_minor=Money.parse(amount, networks.CURRENCY).minor,
        currency=networks.CURRENCY,
        status="COMPLETED",
        created_at=at,
        external=said,
        payer_name=sender.name,
    )
    changes = [audit.record("transfer.receive", call, whom=target.owner_id, subject=call.posting_id)]
    return post(postings.received(made, call, changes))
