"""The wait of a transfer to another bank for its network, and the execution that waits."""

from chalicelib.networks import public as networks
from chalicelib.platform import waits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.outbox import Delivery
from chalicelib.transfers.external import wait_id_of
from chalicelib.transfers.model import Transfer

MACHINE = "transfers_external"


def begin(transfer: Transfer, call: Call) -> tuple[Change, Delivery]:
    """For the transaction from which on nothing but time stands before it."""
    wait_id, to = wait_id_of(transfer.transaction_id), transfer.to_bank
    about = {"transactionId": transfer.transaction_id, "waitId": wait_id, "correlationId": call.correlation_id}
    return waits.begin(wait_id, MACHINE, about, networks.due(to.network, to.same_day, call.now), call)


def end(transfer: Transfer, outcome: str, call: Call) -> tuple[Change, Delivery]:
    """For the transaction after which there is nothing to wait for."""
    return waits.end(wait_id_of(transfer.transaction_id), outcome, call)
