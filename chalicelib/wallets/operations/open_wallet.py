"""Open a wallet with nothing in it."""

from datetime import datetime

from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import Account, opening
from chalicelib.platform import dynamo
from chalicelib.platform.idempotency import Idempotency
from chalicelib.wallets.postings import PRODUCT


def open_wallet(owner_id: str, currency: str, *, idempotency: Idempotency, now: datetime) -> dict[str, object]:
    """Opens it and returns the answer, which the idempotency record keeps in the same transaction."""
    wallet_id = ids.new_id(now)
    account = Account(owner_id, wallet_id, PRODUCT, currency, "credit", "OPEN", clock.to_text(now))
    body = {"walletId": wallet_id, **account.balances()}
    dynamo.transact([opening(account), idempotency.record(201, body, now)])
    return body
