"""Verify the books: the ledger against itself, the projections against the ledger, the outbox against the clock.

What is younger than GRACE_SECONDS may still be on its way to a projection, so it is left for the next time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.cards import public as cards
from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.public import Finding, Progress, TrialBalance, event_of, every_journal_item, verify_ledger
from chalicelib.platform import outbox
from chalicelib.query import public as query

GRACE_SECONDS = 300
MAXIMUM_FINDINGS = 1_000


@dataclass(frozen=True)
class Report:
    """What was found (at most MAXIMUM_FINDINGS), the trial balance, and how much was read."""

    at: str
    findings: list[Finding]
    trial: TrialBalance
    read: dict[str, int]

    @property
    def clean(self) -> bool:
        return not self.findings

    def to_json(self) -> dict[str, object]:
        return {
            "at": self.at,
            "outcome": "CLEAN" if self.clean else "DIFFERENT",
            "findings": [{"check": each.check, "subject": each.subject, "detail": each.detail} for each in self.findings],
            "trialBalance": {currency: self.trial_of(currency) for currency in self.trial.currencies},
            "read": self.read,
        }

    def trial_of(self, currency: str) -> dict[str, object]:
        """One currency's trial balance, in decimals."""
        bank = {name: to_decimal(minor, currency) for name, minor in sorted(self.trial.bank[currency].items())}
        total = to_decimal(self.trial.total(currency), currency)
        return {"customers": to_decimal(self.trial.customers[currency], currency), **bank, "total": total}


def verify_books(*, now: datetime, grace_seconds: int = GRACE_SECONDS, progress: Progress = lambda what, done: None) -> Report:
    """Reads everything once, and the journal twice; takes nothing out of service and changes nothing."""
    read: dict[str, int] = defaultdict(int)

    def count(what: str, done: int) -> None:
        read[what] = done
        progress(what, done)

    trial, cut = TrialBalance(), now - timedelta(seconds=grace_seconds)
    findings: list[Finding] = []
    for finding in _all(now, cut, trial, count):
        findings.append(finding)
        if len(findings) == MAXIMUM_FINDINGS:
            break
    return Report(clock.to_text(now), findings, trial, dict(read))


def _all(now: datetime, cut: datetime, trial: TrialBalance, progress: Progress) -> Iterator[Finding]:
    yield from verify_ledger(now, trial, progress)
    yield from _projections(clock.to_text(cut), progress)
    for number, item in enumerate(outbox.undelivered(cut), start=1):
        progress("undelivered", number)
        yield Finding("outbox", item["id"], f"{item['fact']} of {item['at']} was never delivered")


@dataclass
class _Projected:
    """Rows of one projection for one account, and what the journal says they should be: counts and hashes, in any order."""

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


def _projections(cut: str, progress: Progress) -> Iterator[Finding]:
    transactions: dict[str, _Projected] = defaultdict(_Projected)
    on_cards: dict[str, _Projected] = defaultdict(_Projected)
    newest: dict[str, query.Entry] = {}
    for number, item in enumerate(every_journal_item(), start=1):
        progress("projected", number)
        if not item.get("touched") or item["at"] > cut:
            continue
        event = event_of(item)
        for entry in query.entries_of(event):
            if entry.account_id not in newest or newest[entry.account_id].seq < entry.seq:
                newest[entry.account_id] = entry
            if entry.amount:
                transactions[entry.account_id].expect(_frozen(query.from_entry(entry)))
        on_card = cards.read_event(event)
        if on_card is not None:
            on_cards[on_card.card_id].expect((on_card.transaction_id, on_card.signed_minor, on_card.seq))
    for row in query.every_transaction():
        if row["at"] <= cut:
            transactions[row["account_id"]].add(_frozen(row))
    for row in cards.every_transaction():
        if row["at"] <= cut and row["status"] == "COMPLETED":
            on_cards[row["card_id"]].add((row["uuid"], row["signed_minor"], row["seq"]))
    yield from _compare("transactions", transactions)
    yield from _compare("transaction-table", on_cards)
    yield from _balances(newest)


def _compare(table: str, accounts: dict[str, _Projected]) -> Iterator[Finding]:
    for account_id, seen in accounts.items():
        if seen.rows != seen.expected_rows:
            yield Finding(table, account_id, f"{seen.rows} rows, the journal has {seen.expected_rows}")
        elif seen.trace != seen.expected_trace:
            yield Finding(table, account_id, "a row differs from the journal")


def _balances(newest: dict[str, query.Entry]) -> Iterator[Finding]:
    missing = dict(newest)
    for balance in query.every_balance():
        entry = missing.pop(balance.account_id, None)
        if entry is None:
            continue  # everything about it is younger than the cut
        if balance.seq < entry.seq:
            yield Finding("balances", balance.account_id, f"stands at entry {balance.seq}, the ledger at {entry.seq}")
        elif balance.seq == entry.seq and (balance.balance, balance.floor) != (entry.balance, entry.floor):
            yield Finding("balances", balance.account_id, f"says {balance.balance}, the ledger {entry.balance}")
    for account_id, entry in missing.items():
        yield Finding("balances", account_id, f"is missing, the ledger stands at entry {entry.seq}")


def _frozen(row: dict) -> str:
    return repr(
        sorted((name, repr(value) if not isinstance(value, dict) else repr(sorted(value.items()))) for name, value in row.items())
    )
