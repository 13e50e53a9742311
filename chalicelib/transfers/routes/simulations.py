"""REST routes of the simulated networks: what a network and other banks would say by themselves. There are none in production."""

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock
from chalicelib.kernel.failures import AccountBusy, NotFound
from chalicelib.ledger.public import errors as ledger
from chalicelib.networks import public as networks
from chalicelib.platform import audit, schemas, settings
from chalicelib.platform.dynamo import Change
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.transfers import errors, queries
from chalicelib.transfers.external_schemas import (
    InboundReply,
    InboundRequest,
    PassTimeRequest,
    ReturnRequest,
    TimePassed,
    TransferCarried,
    Waiting,
    WaitingList,
)
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.operations.pass_time import pass_time
from chalicelib.transfers.operations.receive_transfer import receive_transfer
from chalicelib.transfers.operations.return_transfer import return_transfer
from chalicelib.transfers.operations.settle_transfer import settle_transfer
from chalicelib.transfers.operations.submit_transfer import submit_transfer

routes = Routes(
    __name__,
    tag="Simulations",
    about="The networks to other banks, by hand: there are none of these routes in production",
    transaction_id="a transfer to another bank",
)
_PATH = "/api/v1/simulations"


@routes.get(f"{_PATH}/transfers", summary="What waits for a network", access="operations", answer=WaitingList)
def list_waiting(request: Request[None, None]) -> Answer:
    """The transfers to other banks that the other routes can bring on, fifty at most, the first that is due first."""
    _require_simulation()
    return Answer(200, WaitingList(items=[Waiting.of(*each) for each in queries.waiting_for_networks(request.now)]))


@routes.post(
    f"{_PATH}/ach-transfers/{{transaction_id}}/submit",
    summary="Hand an ACH transfer to its network now",
    access="operations",
    answer=TransferCarried,
    failures=(errors.UnknownTransfer, AccountBusy),
)
def submit_ach(request: Request[None, None]) -> Answer:
    """As at the cut-off. One that went before, or ended, is answered as it is."""
    return _submitted(request, "ach")


@routes.post(
    f"{_PATH}/ach-transfers/{{transaction_id}}/settle",
    summary="Settle an ACH transfer now",
    access="operations",
    answer=TransferCarried,
    failures=(errors.UnknownTransfer, errors.NotWaiting, AccountBusy),
)
def settle_ach(request: Request[None, None]) -> Answer:
    """As at its settlement. One that has settled before, or came back, is answered as it is."""
    return _settled(request, "ach")


@routes.post(
    f"{_PATH}/ach-transfers/{{transaction_id}}/return",
    summary="Send an ACH transfer back, as the other bank does",
    access="operations",
    body=ReturnRequest,
    answer=TransferCarried,
    failures=(errors.UnknownTransfer, errors.AlreadyReturned, networks.NotReturnable, networks.UntimelyReturn, AccountBusy),
)
def return_ach(request: Request[ReturnRequest, None]) -> Answer:
    """The money goes back to the account that paid; where that is closed, to what nobody has claimed."""
    _require_simulation()
    transfer = return_transfer(request.path["transaction_id"], request.body.code, request.call)
    return Answer(200, transfer.carried())


@routes.post(
    f"{_PATH}/wire-transfers/{{transaction_id}}/submit",
    summary="Hand a wire to its network now",
    access="operations",
    answer=TransferCarried,
    failures=(errors.UnknownTransfer, AccountBusy),
)
def submit_wire(request: Request[None, None]) -> Answer:
    """As while the desk is open. One that went before, or ended, is answered as it is."""
    return _submitted(request, "wire")


@routes.post(
    f"{_PATH}/wire-transfers/{{transaction_id}}/complete",
    summary="Complete a wire now, for good",
    access="operations",
    answer=TransferCarried,
    failures=(errors.UnknownTransfer, errors.NotWaiting, AccountBusy),
)
def complete_wire(request: Request[None, None]) -> Answer:
    """As when the network has confirmed it. One that was completed before is answered as it is."""
    return _settled(request, "wire")


@routes.post(
    f"{_PATH}/inbound-ach-transfers",
    summary="Receive money from another bank",
    status=201,
    access="operations",
    body=InboundRequest,
    answer=InboundReply,
    keys="ledger",
    dry_run=True,
    location="/api/v1/transactions/{transactionId}",
    failures=(errors.UnknownBeneficiary, errors.BeneficiaryClosed, ledger.CurrencyMismatch, fraud.DeclinedByPolicy),
)
def receive_ach(request: Request[InboundRequest, None]) -> Answer:
    """What another bank sends to an account of this one: the way money comes in."""
    _require_simulation()
    body = request.body
    return Answer.of(receive_transfer(body.account_number, schemas.amount_text(body.amount), body.sender.at(), request.call))


@routes.post(
    f"{_PATH}/clock",
    summary="Let the networks' time come",
    access="operations",
    body=PassTimeRequest,
    answer=TimePassed,
    failures=(AccountBusy,),
)
def pass_clock(request: Request[PassTimeRequest, None]) -> Answer:
    """Hands over and settles what is due until `at`, fifty transfers at most; the time of the bank itself stays what it is."""
    _require_simulation()
    at = schemas.moment(request.body.at, "at")
    return Answer(200, {"at": clock.to_text(at), **pass_time(at, request.call)})


def _submitted(request: Request[None, None], network: networks.Network) -> Answer:
    _require_simulation()
    transfer = queries.find_external(request.path["transaction_id"], network)
    submit_transfer(transfer.transaction_id, request.now, request.call, [_entry("transfer.submit", request, transfer)])
    return Answer(200, queries.find_external(transfer.transaction_id).carried())


def _settled(request: Request[None, None], network: networks.Network) -> Answer:
    _require_simulation()
    transfer = queries.find_external(request.path["transaction_id"], network)
    if transfer.status == "BALANCE_RESERVED" or not transfer.to_bank.trace_number:
        raise errors.NotWaiting("No network has it")
    networks.settle(transfer.transaction_id, request.now)
    settle_transfer(transfer.transaction_id, request.now, request.call, [_entry("transfer.settle", request, transfer)])
    return Answer(200, queries.find_external(transfer.transaction_id).carried())


def _entry(what: str, request: Request[None, None], transfer: Transfer) -> Change:
    return audit.record(what, request.call, whom=transfer.owner_id, subject=transfer.transaction_id)


def _require_simulation() -> None:
    """Raises NotFound in production."""
    if not settings.simulated_networks():
        raise NotFound("There is no such route")
