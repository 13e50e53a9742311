"""Reverse: a correction is a new posting with the legs turned round, once per posting."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.ledger import errors, store
from chalicelib.ledger.model import BANK, Account, AccountKey, Draft, Leg, Posted, Posting, Receipt
from chalicelib.ledger.operations.post import post
from chalicelib.platform import dynamo
from chalicelib.platform.idempotency import Idempotency

KIND = "reversal"


def reverse(scope: str, *, idempotency: Idempotency, now: datetime, reason: str, correlation_id: str = "") -> Receipt:
    """Turns the posting of journal item `scope` round.

    Raises NotReversible (a reversal, a refusal, no money moved, unknown), AlreadyReversed, and the ledger's refusals:
    money that has been spent since cannot be taken back.
    """
    item = store.find_journal(scope)
    if item is None or item["kind"] == KIND or not item.get("legs"):
        raise errors.NotReversible("This cannot be reversed")
    owners = {touched["account"]: touched["owner"] for touched in item["touched"]}
    legs = [Leg(leg["account"], -leg["amount"], leg["currency"], owners.get(leg["account"], BANK)) for leg in item["legs"]]
    original = item["posting_id"]

    def compose(accounts: Mapping[str, Account]) -> Draft:
        mark = store.reversed_change(original, idempotency.scope, now)
        return Draft(legs, {"reverses": original, "reason": reason}, changes=(mark,))

    def render(posted: Posted) -> dict[str, object]:
        balances = {account.account_id: account.balances() for account in posted.accounts.values()}
        return {"transactionId": posted.posting_id, "reverses": original, "balances": balances}

    keys = [AccountKey(owner, account) for account, owner in owners.items()]
    try:
        return post(Posting(KIND, idempotency, compose, render, now, accounts=keys, correlation_id=correlation_id))
    except dynamo.Refused as refused:
        if "reversed" not in refused.items:
            raise
        raise errors.AlreadyReversed("This was reversed before") from refused
