"""A payment: out of a wallet or an account, to a merchant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

WALLET = "wallet"
Status = Literal["PENDING", "SUCCESSFUL", "FAILED"]


@dataclass(frozen=True, slots=True)
class Payment:
    """`wallet_id` is what pays, by its `product` a wallet or an account; `amount_minor` in minor units of `currency`; `reason` is the
    code of a failure; `settled_at` is empty while PENDING. One that is `limited` took room of its owner's limit."""

    payment_id: str
    owner_id: str
    wallet_id: str
    merchant: str
    amount_minor: int
    currency: str
    status: Status
    created_at: str
    correlation_id: str
    reason: str = ""
    settled_at: str = ""
    product: str = WALLET
    limited: bool = False
    own_words: Mapping[str, Any] = field(default_factory=dict)
