"""Two sides of one table compared without keeping either: counts and sums of hashes, in any order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.ledger.public import Finding


@dataclass
class Tally:
    """Rows of one table about one account, and what the journal says they should be."""

    rows: int = 0
    trace: int = 0
    expected_rows: int = 0
    expected_trace: int = 0

    def add(self, row: object) -> None:
        self.rows += 1
        self.trace += hash(row)

    def expect(self, row: object) -> None:
        self.expected_rows += 1
        self.expected_trace += hash(row)


def compare(table: str, accounts: Mapping[str, Tally]) -> Iterator[Finding]:
    for account_id, seen in accounts.items():
        if seen.rows != seen.expected_rows:
            yield Finding(table, account_id, f"{seen.rows} rows, the journal has {seen.expected_rows}")
        elif seen.trace != seen.expected_trace:
            yield Finding(table, account_id, "a row differs from the journal")
