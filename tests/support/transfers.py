"""Transfers to other banks, by hand: sent by a customer, carried by what a network would do."""

from tests.support.accounts import Saver, consenting
from tests.support.api import Answer, staff

TRANSFER, SIMULATIONS = "/api/v1/transactions/transfer", "/api/v1/simulations"
ACCOUNT_NUMBER = "00098712345678"
OTHER_BANK = {"network": "ach", "routingNumber": "021000021", "accountNumber": ACCOUNT_NUMBER, "name": "Grace Hopper"}


def send(payer: Saver, source: str, amount: object = "30.00", *, key: str = "fresh", query: str = "", **more: object) -> Answer:
    """With consent where it is needed. `more` is of the account at the other bank, but `description`, `currency` and what else names the transfer."""
    of_transfer = {name: more.pop(name) for name in ("description", "currency", "messageToPayee", "reference") if name in more}
    body = {"fromAccountId": source, "external": OTHER_BANK | more, "amount": amount, **of_transfer}
    return consenting(payer, TRANSFER + query, body, key)


def carried(transaction_id: str, step: str, *, network: str = "ach", **body: object) -> Answer:
    """What a simulation of the network answers."""
    return staff("operations").post(f"{SIMULATIONS}/{network}-transfers/{transaction_id}/{step}", body or None, key=None)


def sent(payer: Saver, source: str, *steps: str, network: str = "ach", **more: object) -> str:
    """A transfer that has come so far: `submit`, then `settle` or `complete`."""
    transaction_id = send(payer, source, network=network, **more)["transactionId"]
    for step in steps:
        assert carried(transaction_id, step, network=network).status == 200
    return transaction_id
