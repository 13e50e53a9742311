"""Give a transfer back, in part or whole: who was paid does it alone, of the bank's staff it takes two."""

from collections.abc import Sequence

from chalicelib.ledger.public import errors as ledger
from chalicelib.ledger.public import post
from chalicelib.platform import approvals
from chalicelib.platform.approvals import Approval
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt
from chalicelib.transfers import errors, postings, store
from chalicelib.transfers.model import Transfer

ACT = "transfer.reverse"


def give_back(transaction_id: str, amount: str | None, reason: str, call: Call) -> Receipt:
    """By the caller, who was paid. Raises UnknownTransfer, NotReversibleByPayer, ReversalExceedsOriginal, AlreadyReversed, and
    the ledger's refusals: what has been spent since cannot be given back."""
    transfer = _find(transaction_id)
    side = transfer.side_of(call.caller_id)
    if side is None:
        raise errors.UnknownTransfer("No such transfer")
    if side == "out" and not transfer.is_own:
        raise errors.NotReversibleByPayer("Who was paid may give it back, not who paid")
    if transfer.external:
        raise ledger.NotReversible("What another bank has paid goes back by that bank alone")
    return post(postings.giving_back(transfer, amount, reason, call))


def propose_to_give_back(transaction_id: str, amount: str | None, reason: str, call: Call) -> Receipt:
    """By the caller, of the staff: another one decides. Returns 202 and the proposal; a dry run says what it would give back.

    Raises UnknownTransfer, ApprovalPending, ReversalExceedsOriginal, AlreadyReversed.
    """
    transfer = _find(transaction_id)
    minor = transfer.giving(amount)
    facts = {"transactionId": transaction_id, "amount": transfer.decimal(minor), "currency": transfer.currency}
    if call.dry_run:
        return Receipt.rehearsed({"reversalId": call.posting_id, **facts})
    return approvals.propose(ACT, transaction_id, call, whom=transfer.payee_id, facts=facts, reason=reason)


@approvals.act(
    ACT,
    role="operations",
    failures=(errors.UnknownTransfer, errors.ReversalExceedsOriginal, ledger.AlreadyReversed, ledger.InsufficientFunds,
              ledger.AccountClosed, ledger.AccountFrozen),
)  # fmt: skip
def give_back_as_proposed(approval: Approval, call: Call, changes: Sequence[Change]) -> Receipt:
    transfer = _find(approval.subject)
    own_key = call.under(call.caller_id, ACT, call.idempotency.scope, dict(approval.facts))
    return post(postings.giving_back(transfer, approval.facts["amount"], approval.reason, own_key, changes))


def _find(transaction_id: str) -> Transfer:
    transfer = store.find_transfer(transaction_id)
    if transfer is None:
        raise errors.UnknownTransfer("No such transfer")
    return transfer
