"""Open a wallet with nothing in it."""

from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import Account, opening
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.wallets.postings import PRODUCT


def open_wallet(currency: str, call: Call) -> Receipt:
    """Opens one for the caller and returns the answer, which the idempotency record keeps in the same transaction."""
    wallet_id = ids.new_id(call.now)
    account = Account(call.caller_id, wallet_id, PRODUCT, currency, "credit", "OPEN", clock.to_text(call.now))
    receipt = Receipt(201, {"walletId": wallet_id, **account.balances()})
    dynamo.transact([*opening(account), call.record(receipt)])
    return receipt
