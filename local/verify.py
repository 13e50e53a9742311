"""`make verify`: checks the books of the bank that runs here (or of a stage, by BANK_STAGE), with progress."""

import os
import sys
from contextlib import nullcontext

from local.pointing import pointed_at
from local.progress import complain, say
from local.settings import Settings

_EVERY = 500


def main() -> int:
    """Prints findings and the trial balance per currency. Returns 1 when something does not agree."""
    settings = Settings.from_environment()
    on_aws = os.environ.get("BANK_STAGE", "local") != "local"
    with nullcontext() if on_aws else pointed_at(settings.emulator.url):
        from botocore.exceptions import EndpointConnectionError

        from chalicelib.kernel import clock
        from chalicelib.reconciliation.operations.verify_books import GRACE_SECONDS, verify_books

        # A laptop's queues are empty a moment after the last request; on AWS what is younger waits for the next run.
        grace = GRACE_SECONDS if on_aws else int(os.environ.get("GRACE_SECONDS", "3"))
        try:
            report = verify_books(now=clock.now(), grace_seconds=grace, progress=_progress)
        except EndpointConnectionError:
            complain("The bank is not running here: `make up` starts it.")
            return 1
    print(end="\r\033[K" if sys.stdout.isatty() else "", flush=True)
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


def _progress(what: str, done: int) -> None:
    if sys.stdout.isatty() and done % _EVERY == 0:
        print(f"  {what}: {done:,}", end="\r", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
