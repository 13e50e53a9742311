"""Transfers against the journal: each was posted once, for its amount, and what it calls given back was.

Rows are read before the journal. One that was made or given back a moment before the cut may have its posting on either side
of it, and is left for the next time. Memory: two numbers an account that pays, one a transfer that was given back.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from chalicelib.kernel import clock
from chalicelib.ledger.public import Finding, Progress
from chalicelib.platform.dynamo import Item
from chalicelib.reconciliation.operations.cut import Cut
from chalicelib.reconciliation.operations.tally import Tally, compare
from chalicelib.transfers import public as transfers

TABLE = "transfer-table"
LONGEST_POSTING = timedelta(minutes=1)  # between what a request calls now and what its posting does


class Transfers:
    """Reads the rows; then takes the journal item by item, then compares."""

    def __init__(self, cut: Cut, progress: Progress) -> None:
        self._settled = Cut(clock.to_text(clock.from_text(cut.after) - LONGEST_POSTING), cut.before)
        self._made: dict[str, Tally] = defaultdict(Tally)
        self._just_made: set[str] = set()
        self._given: dict[str, int] = defaultdict(int)  # what rows call given back, less what the journal does
        self._just_given: set[str] = set()
        for number, transfer in enumerate(transfers.every_transfer(), start=1):
            progress(TABLE, number)
            self._take(transfer)

    def _take(self, transfer: transfers.Transfer) -> None:
        if self._settled.is_young(transfer.created_at):
            self._just_made.add(transfer.transaction_id)
        else:
            row = (transfer.transaction_id, transfer.to_account, transfer.amount_minor)
            self._made[transfer.from_account].add(row)
        if self._settled.is_young(transfer.reversed_at):
            self._just_given.add(transfer.transaction_id)
        elif transfer.reversed_minor:
            self._given[transfer.transaction_id] += transfer.reversed_minor

    def judge(self, item: Item) -> None:
        """Takes one journal item not younger than the cut."""
        if item["kind"] == transfers.TRANSFERRED and "refusal" not in item and item["posting_id"] not in self._just_made:
            payer, payee = sorted(item["legs"], key=lambda leg: leg["amount"])
            self._made[payer["account"]].expect((item["posting_id"], payee["account"], payee["amount"]))
        elif item["kind"] == transfers.GIVEN_BACK and "refusal" not in item:
            transfer_id = item["touched"][0]["details"]["reverses"]
            self._given[transfer_id] -= max(leg["amount"] for leg in item["legs"])

    def compare(self) -> Iterator[Finding]:
        yield from compare(TABLE, self._made)
        for transfer_id, difference in self._given.items():
            if difference and transfer_id not in self._just_given:
                yield Finding(TABLE, transfer_id, f"what it calls given back differs from the journal by {difference}")
