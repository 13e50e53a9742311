"""Where cards lie: `card-table` and `transaction-table`, keyed (uuid, createdAt), both of which follow from the id."""

from collections.abc import Iterator

from chalicelib.cards.model import Card
from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from chalicelib.platform.dynamo import Change, Item

CARDS, TRANSACTIONS = "card-table", "transaction-table"


def new_card(card: Card) -> Change:
    """Records a card; refused under the label `card` when it is known."""
    item: Item = {
        **_key(card.card_id),
        "owner_id": card.owner_id,
        "type": card.type,
        "status": card.status,
        "token": card.token,
        "last4": card.last4,
        "currency": card.currency,
        "score": card.score,
        "limit": card.limit_minor,
    }
    return dynamo.put_new("card", CARDS, "uuid", item)


def activated(card: Card) -> Change:
    """PENDING becomes ACTIVATED; refused under the label `card` when it is that already."""
    return dynamo.update(
        "card", CARDS, _key(card.card_id), {"status": "ACTIVATED"}, condition="#status = :pending", pending="PENDING"
    )


def find_card(card_id: str) -> Card | None:
    if not ids.is_time_ordered(card_id):
        return None
    item = dynamo.get(CARDS, _key(card_id))
    return to_card(item) if item is not None else None


def cards_of(owner_id: str, limit: int, start: Item | None) -> tuple[list[Card], Item | None]:
    """One page of an owner's cards, oldest first."""
    items, rest = dynamo.query(CARDS, "owner_id = :owner", index="by-owner", limit=limit, start=start, owner=owner_id)
    return [to_card(item) for item in items], rest


def keep_transaction(transaction_id: str, row: Item) -> Change:
    """A transaction as its customer sees it. The same one again writes the same row."""
    return dynamo.put("transaction", TRANSACTIONS, {**_key(transaction_id), **row})


def every_transaction() -> Iterator[Item]:
    """The whole of `transaction-table`: for verifying only."""
    return dynamo.scan_all(TRANSACTIONS)


def to_card(item: Item) -> Card:
    return Card(
        card_id=item["uuid"],
        owner_id=item["owner_id"],
        type=item["type"],
        status=item["status"],
        token=item["token"],
        score=item["score"],
        limit_minor=item["limit"],
        currency=item["currency"],
    )


def _key(identifier: str) -> Item:
    return {"uuid": identifier, "createdAt": ids.created_at(identifier)}
