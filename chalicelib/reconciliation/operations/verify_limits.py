"""Limits against what took of them: what a customer sent counts as often, and on the last day as much, as their transfers and payments
say that were not called off.

What is counted is read first, and again where it differs: each transfer and payment that begins or ends changes it too, so what has stayed
the same agrees with rows that were read between. Memory: a few numbers a customer and currency.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.kernel import clock
from chalicelib.ledger.public import Finding, Progress
from chalicelib.limits import public as limits
from chalicelib.payments import public as payments
from chalicelib.transfers import public as transfers

TABLE = "transfer-limits"
# A day may begin with one that was asked for a moment after another which comes to be counted later.
_OUT_OF_ORDER = timedelta(minutes=1)
Key = tuple[str, str]


@dataclass
class _Took:
    """What rows say: how many took room, and how much of the day did at least, and at most."""

    count: int = 0
    least: int = 0
    most: int = 0


class Limits:
    """Reads what is counted; then takes what took of it, then compares."""

    def __init__(self, progress: Progress) -> None:
        self._said: dict[Key, limits.Spending] = {}
        self._took: dict[Key, _Took] = defaultdict(_Took)
        for number, spending in enumerate(limits.every_spending(), start=1):
            progress(TABLE, number)
            self._said[spending.owner_id, spending.currency] = spending

    def take_transfer(self, made: transfers.Transfer) -> None:
        if made.owner_id and not made.is_own:
            kept = made.status not in ("FAILED", "CANCELLED", "RETURNED")
            self._take((made.owner_id, made.currency), made.amount_minor, made.created_at, kept=kept)

    def take_payment(self, made: payments.Payment) -> None:
        if made.limited:
            self._take((made.owner_id, made.currency), made.amount_minor, made.created_at, kept=made.status != "FAILED")

    def _take(self, key: Key, amount_minor: int, at: str, *, kept: bool) -> None:
        took, said = self._took[key], self._said.get(key) or limits.Spending(*key)
        took.count += kept
        if said.since and at >= said.since:
            took.least += amount_minor if kept else 0
        if said.since and at >= clock.to_text(clock.from_text(said.since) - _OUT_OF_ORDER):
            took.most += amount_minor

    def compare(self) -> Iterator[Finding]:
        for key in {**self._said, **self._took}:
            said, took = self._said.get(key) or limits.Spending(*key), self._took[key]
            if said.count == took.count and took.least <= said.day_minor <= took.most:
                continue
            if limits.find_spending(*key) == said:
                detail = f"counts {said.count} and {said.day_minor} of {said.currency} on {said.day}"
                yield Finding(TABLE, key[0], f"{detail}, there are {took.count} and {took.least}")
