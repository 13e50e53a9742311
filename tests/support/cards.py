"""Customers of cards for tests: their cards made as the card worker makes them, their money moved through the routes."""

from dataclasses import dataclass, field

from chalicelib.cards import store
from chalicelib.cards.model import Card, card_id_of
from chalicelib.cards.operations.create_card import create_card
from chalicelib.kernel import clock
from chalicelib.ledger.public import completed_by, find_account
from chalicelib.platform.call import Call
from tests.support.api import Answer, Caller


@dataclass
class Customer(Caller):
    cards: dict[str, Card] = field(default_factory=dict)

    def with_cards(self, score: int = 50) -> "Customer":
        for type in ("DEBIT", "CREDIT"):
            self.cards[type] = create_card(self.user_id, type, Call(clock.now()), score_of=lambda: score)
        return self

    @property
    def debit(self) -> str:
        return card_id_of(self.user_id, "DEBIT")

    @property
    def credit(self) -> str:
        return card_id_of(self.user_id, "CREDIT")

    def save(self, amount: object, key: str | None = "fresh", card_id: str = "", **more: object) -> Answer:
        return self.post(f"/transactions/save/{card_id or self.debit}", {"amount": amount, **more}, key=key)

    def pay(self, amount: object, key: str | None = "fresh", card_id: str = "") -> Answer:
        return self.post(f"/card/paid/{card_id or self.credit}", {"amount": amount}, key=key)

    def buy(self, amount: object, merchant: str = "Bookshop", key: str | None = "fresh", card_id: str = "") -> Answer:
        body = {"cardId": card_id or self.debit, "merchant": merchant, "amount": amount}
        return self.post("/transactions/purchase", body, key=key)

    def activate(self, key: str | None = "fresh", card_id: str = "") -> Answer:
        return self.post("/card/activate", {"cardId": card_id or self.credit}, key=key)

    def with_active_credit(self) -> "Customer":
        """Ten small top-ups, then the customer activates the credit card."""
        for _ in range(10):
            assert self.save("1.00").status == 201
        assert self.activate().status == 200
        return self

    def balance(self, card_id: str = "") -> str:
        return find_account(self.user_id, card_id or self.debit, clock.now()).balances()["balance"]

    def completed(self) -> int:
        return completed_by(self.user_id, clock.now())

    def status(self, card_id: str = "") -> str:
        return store.find_card(card_id or self.credit).status
