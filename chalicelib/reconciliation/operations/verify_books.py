"""Verify the books: the ledger against itself, projections and outcomes against it, the outbox against the clock.

What is younger than GRACE_SECONDS may still be on its way to a projection, so it is left for the next time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.public import Finding, Progress, TrialBalance, verify_ledger
from chalicelib.reconciliation.operations.cut import Cut
from chalicelib.reconciliation.operations.verify_projections import verify_projections
from chalicelib.reconciliation.operations.verify_schedules import verify_schedules
from chalicelib.reconciliation.operations.verify_statements import verify_statements

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

    trial, cut = TrialBalance(), Cut.of(now, grace_seconds)
    findings: list[Finding] = []
    for finding in _all(now, cut, trial, count):
        findings.append(finding)
        if len(findings) == MAXIMUM_FINDINGS:
            break
    return Report(clock.to_text(now), findings, trial, dict(read))


def _all(now: datetime, cut: Cut, trial: TrialBalance, progress: Progress) -> Iterator[Finding]:
    yield from verify_ledger(now, trial, progress)
    yield from verify_projections(cut, progress)
    yield from verify_schedules(now, cut, progress)
    yield from verify_statements(now, progress)
