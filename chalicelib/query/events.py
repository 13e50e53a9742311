"""Events and the ledger's own items as entries: both ways give the same, so a repair equals a delivery."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.accounts.public import PRODUCTS
from chalicelib.ledger.public import Account
from chalicelib.query.model import AccountState, Entry


def entries_of(event: Mapping[str, Any]) -> Iterator[Entry]:
    """The entries a ledger event made on accounts that are projected. Raises KeyError for what is no ledger event."""
    for touched in event["touched"]:
        if touched["product"] not in PRODUCTS:
            continue
        account_id = touched["account"]
        yield Entry(
            owner_id=touched["owner"],
            account_id=account_id,
            product=touched["product"],
            currency=touched["currency"],
            side=touched["side"],
            seq=touched["seq"],
            at=event["at"],
            posting_id=event["postingId"],
            kind=event["kind"],
            amount=sum(leg["amount"] for leg in event["legs"] if leg["account"] == account_id),
            balance=touched["balance"],
            floor=touched["floor"],
            holds=touched["holds"],
            details=touched["details"],
        )


def entry_of(account: Account, item: Mapping[str, Any]) -> Entry:
    """An item of the ledger's entries."""
    return Entry(
        owner_id=account.owner_id,
        account_id=account.account_id,
        product=account.product,
        currency=account.currency,
        side=account.normal_side,
        seq=item["seq"],
        at=item["at"],
        posting_id=item["posting_id"],
        kind=item["kind"],
        amount=item["amount"],
        balance=item["balance"],
        floor=item["floor"],
        holds=item.get("holds", {}),
        details=item["details"],
    )


def state_of(event: Mapping[str, Any]) -> AccountState:
    """The account an account event tells of."""
    return AccountState(
        owner_id=event["ownerId"],
        account_id=event["accountId"],
        account_number=event["accountNumber"],
        type=event["type"],
        currency=event["currency"],
        status=event["status"],
        opened_at=event["openedAt"],
        revision=event["revision"],
    )
