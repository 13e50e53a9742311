"""Reverse: a correction is a new posting with the legs turned round, once per posting."""

from collections.abc import Mapping

from chalicelib.ledger import errors, journal
from chalicelib.ledger.model import Account, AccountKey
from chalicelib.ledger.operations.post import post, refuse
from chalicelib.ledger.posting import BANK, Draft, Leg, Posted, Posting
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

KIND = "reversal"


def reverse(scope: str, call: Call, *, reason: str) -> Receipt:
    """Turns the posting of journal item `scope` round.

    Raises NotReversible (a reversal, a refusal, no money moved, unknown), AlreadyReversed, and the ledger's refusals:
    money that has been spent since cannot be taken back. All of them are remembered under the key.
    """
    item = journal.find_journal(scope) or {}
    reversible = item.get("kind") != KIND and item.get("legs")
    owners = {touched["account"]: touched["owner"] for touched in item["touched"]} if reversible else {}

    def compose(accounts: Mapping[str, Account]) -> Draft:
        if not reversible:
            raise errors.NotReversible("This cannot be reversed")
        legs = [Leg(leg["account"], -leg["amount"], leg["currency"], owners.get(leg["account"], BANK)) for leg in item["legs"]]
        mark = journal.reversed_change(item["posting_id"], call.idempotency.scope, reason, call.now)
        told = {"type": "REVERSAL", "reverses": item["posting_id"]}
        # Why is between the caller and the bank: the other side is told that it was done.
        details = {name: told | ({"reason": reason} if owner == call.caller_id else {}) for name, owner in owners.items()}
        return Draft(legs, details, changes=(mark,))

    def render(posted: Posted) -> dict[str, object]:
        balances = {account.account_id: account.balances() for account in posted.accounts.values()}
        return {"transactionId": posted.posting_id, "reverses": item["posting_id"], "balances": balances}

    keys = [AccountKey(owner, account) for account, owner in owners.items()]
    posting = Posting(KIND, call, compose, render, accounts=keys)
    try:
        return post(posting)
    except dynamo.Refused as refused:
        if "reversed" not in refused.items:
            raise
        return refuse(posting, errors.AlreadyReversed("This was reversed before"))
