"""What is handed to a network, and what it says of it. Pure."""

from dataclasses import dataclass, field
from typing import Literal

Network = Literal["ach", "wire"]
NETWORKS: tuple[Network, ...] = ("ach", "wire")
CURRENCY = "USD"  # both settle at the Federal Reserve


@dataclass(frozen=True, slots=True)
class Payment:
    """Money for an account of another bank. `payment_id` is the sender's own: the same is carried once."""

    payment_id: str
    network: Network
    routing_number: str
    account_number: str = field(repr=False)
    name: str = field(repr=False)
    amount_minor: int
    same_day: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """A payment that the network has taken. `effective_date` is the banking day on which it settles; `settled_at` is empty
    until it has. Of the account it goes to the network's record keeps the bank alone."""

    payment_id: str
    network: Network
    routing_number: str
    amount_minor: int
    trace_number: str
    submitted_at: str
    effective_date: str
    expected_settlement_at: str
    settled_at: str = ""
