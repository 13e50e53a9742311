"""What the machine `cards_purchase` calls."""

from typing import Any

import msgspec
from chalice import Blueprint

from chalicelib.cards.model import Purchase
from chalicelib.cards.operations.post_purchase import post_purchase as post
from chalicelib.kernel import clock
from chalicelib.kernel.money import Money
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency
from chalicelib.platform.tasks import task

tasks = Blueprint(__name__)


class PostPurchase(msgspec.Struct, rename="camel", frozen=True):
    """The flow's input."""

    owner_id: str
    card_id: str
    merchant: str
    amount: str
    currency: str
    requested_at: str
    idempotency: Idempotency
    correlation_id: str = ""
    own_words: dict[str, Any] = {}

    def to_command(self) -> Purchase:
        call = Call(
            clock.from_text(self.requested_at), self.owner_id, self.correlation_id, key=self.idempotency, own_words=self.own_words
        )
        return Purchase(self.owner_id, self.card_id, self.merchant, Money.parse(self.amount, self.currency), call)


@task(tasks, "cards_post_purchase")
def post_purchase(command: PostPurchase) -> dict[str, Any]:
    return post(command.to_command())
