"""`make verify`: checks the books of the bank that runs here (or of a stage, by BANK_STAGE), with progress."""

import os

from ops.pointing import NoBank, pointed_at_the_bank
from ops.progress import Counting, complain, say


def main() -> int:
    """Prints findings and the trial balance per currency. Returns 1 when something does not agree."""
    try:
        with pointed_at_the_bank() as on_aws:
            from chalicelib.kernel import clock
            from chalicelib.reconciliation.operations.verify_books import GRACE_SECONDS, verify_books

            # A laptop's queues are empty a moment after the last request; on AWS what is younger waits for the next run.
            grace = GRACE_SECONDS if on_aws else int(os.environ.get("GRACE_SECONDS", "3"))
            report = verify_books(now=clock.now(), grace_seconds=grace, progress=Counting())
    except NoBank as reason:
        complain(str(reason))
        return 1
    say("Read: " + ", ".join(f"{done:,} {what}" for what, done in report.read.items()))
    for currency in report.trial.currencies:
        figures = report.trial_of(currency)
        say(f"\nTrial balance in {currency}")
        for name, amount in figures.items():
            say(f"  {name:<24}{amount:>28}")
    for finding in report.findings:
        complain(f"{finding.check}: {finding.subject}: {finding.detail}")
    say(f"\n{'The books agree.' if report.clean else f'{len(report.findings)} findings.'}")
    return 0 if report.clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
