"""Take a payment back that the other bank has returned."""

from datetime import date

from chalicelib.ledger.public import post
from chalicelib.networks import public as networks
from chalicelib.platform import audit
from chalicelib.platform.call import Call
from chalicelib.platform.observability import count
from chalicelib.transfers import errors, queries
from chalicelib.transfers import external_postings as postings
from chalicelib.transfers.model import Transfer


def return_transfer(transaction_id: str, code: networks.ReturnCode, call: Call) -> Transfer:
    """The transfer as it is then. Once, however often and however many at once the other bank says so.

    Raises UnknownTransfer, AlreadyReturned, NotReturnable for a wire and for what no network has, UntimelyReturn.
    """
    transfer = queries.find_external(transaction_id)
    to = transfer.to_bank
    if transfer.status == "RETURNED":
        raise errors.AlreadyReturned("It came back before")
    if to.network == "wire" or transfer.status not in ("SUBMITTED", "COMPLETED") or not to.trace_number:
        raise networks.NotReturnable("A wire is final" if to.network == "wire" else "No network has it")
    if transfer.status == "COMPLETED":
        networks.check_timely(code, date.fromisoformat(to.effective_date), call.now)
    trace_number = networks.trace_number(to.routing_number[:8], "return", transaction_id)
    changes = [audit.record("transfer.return", call, whom=transfer.owner_id, subject=transaction_id, after={"code": code})]
    key = call.under(transfer.owner_id, "transfers.return", transaction_id, {"transactionId": transaction_id})
    try:
        receipt = post(postings.returned(transfer, code, trace_number, key, changes))
    except errors.NotWaiting as raced:
        raise errors.AlreadyReturned("It came back before") from raced
    if receipt.replayed:
        raise errors.AlreadyReturned("It came back before")
    if "balance" not in receipt.body:  # the account that paid was closed
        count("ReturnUnclaimed")
    return queries.find_external(transaction_id)
