"""Where cards lie: `card-table` and `transaction-table`, keyed (uuid, createdAt), both of which follow from the id."""

from collections.abc import Iterator

from chalicelib.cards.model import Card
from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

CARDS, TRANSACTIONS = "card-table", "transaction-table"
_CARD = Codec(Card, names={"card_id": "uuid", "limit_minor": "limit"})
to_card = _CARD.to_model


def new_card(card: Card) -> Change:
    """Records a card; refused under the label `card` when it is known."""
    return dynamo.put_new("card", CARDS, "uuid", {**_key(card.card_id), **_CARD.to_item(card), "last4": card.last4})


def activated(card: Card) -> Change:
    """PENDING becomes ACTIVATED; refused under the label `card` when it is that already."""
    return dynamo.update(
        "card", CARDS, _key(card.card_id), {"status": "ACTIVATED"}, condition="#status = :pending", pending="PENDING"
    )


def find_card(card_id: str) -> Card | None:
    if not ids.is_time_ordered(card_id):
        return None
    return _CARD.found(dynamo.get(CARDS, _key(card_id)))


def cards_of(owner_id: str, limit: int, start: Item | None) -> tuple[list[Card], Item | None]:
    """One page of an owner's cards, oldest first."""
    items, rest = dynamo.owned(CARDS, owner_id, limit, start, newest_first=False)
    return [to_card(item) for item in items], rest


def keep_transaction(transaction_id: str, row: Item) -> Change:
    """A transaction as its customer sees it. The same one again writes the same row."""
    return dynamo.put("transaction", TRANSACTIONS, {**_key(transaction_id), **row})


def forget_transaction(row: Item) -> None:
    dynamo.write(dynamo.delete("transaction", TRANSACTIONS, {"uuid": row["uuid"], "createdAt": row["createdAt"]}))


def every_transaction() -> Iterator[Item]:
    """The whole of `transaction-table`: for rebuilding and verifying only."""
    return dynamo.scan_all(TRANSACTIONS)


def _key(identifier: str) -> Item:
    return {"uuid": identifier, "createdAt": ids.created_at(identifier)}
