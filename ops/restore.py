"""`make restore AT=<time> STEP=copy|swap|open`: the bank here, or a stage by BANK_STAGE, as it was at one second.

The steps, and what to think about between them: docs/restore.md.
"""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice

from botocore.exceptions import ClientError

from ops.clients import Clients
from ops.pointing import NoBank, clients_of_the_bank, pointed_at_the_bank
from ops.progress import complain, say, step
from ops.rebuild_projections import rebuild_all
from ops.restoration import aftermath, doors, tables
from release.declaration import Declaration, Place, load

MAXIMUM_FINDINGS = 100
PURGE_SECONDS = 60  # AWS takes so long to empty a queue


class NotProven(Exception):
    """The books do not agree, so nothing goes on."""


def copy(declaration: Declaration, place: Place, clients: Clients, at: datetime) -> None:
    """Copies every table as of `at`, beside those of today, and proves the copies' books. The bank goes on meanwhile."""
    tables.check_reach(declaration, place, clients, at)
    with step("Copying the tables of that second"):
        tables.copy_tables(declaration, place, clients, at, lambda name: None)
    prove("Proving the copies", suffix=tables.suffix_of(at))
    say("Next: STEP=swap, which closes the bank.")


def swap(declaration: Declaration, place: Place, clients: Clients, at: datetime) -> None:
    """Closes the doors and puts the copies in the tables' place."""
    with step("Closing the doors") as outcome:
        stopped = doors.close_doors(declaration, place, clients)
        outcome.note = f"{stopped} executions stopped"
    with step("Putting the copies in place"):
        tables.put_in_place(declaration, place, clients, at, lambda name: None)
    say("Next: `terraform apply` where Terraform made the bank (its streams are new), then STEP=open.")


def reopen(declaration: Declaration, place: Place, clients: Clients, at: datetime) -> None:
    """Mends what the jump left lying, proves the books, opens the doors, delivers what was on its way."""
    from chalicelib.identity.public import end_every_session
    from chalicelib.kernel import clock
    from chalicelib.reconciliation.operations.redeliver import redeliver

    with step("Attaching the streams") as outcome:
        outcome.note = ", ".join(aftermath.attach_streams(declaration, place, clients))
    with step("Forgetting messages"):
        aftermath.forget_messages(declaration, place, clients)
        if clients.endpoint is None:
            time.sleep(PURGE_SECONDS)
    with step("Ending every session") as outcome:
        outcome.note = f"{end_every_session():,}"
    with step("Rebuilding the projections"):
        rebuild_all()
    prove("Proving the books")
    with step("Opening the doors"):
        doors.open_doors(declaration, place, clients)
    with step("Delivering what was on its way") as outcome:
        outcome.note = str(redeliver(at - aftermath.UNDER_WAY, now=clock.now()))
    with step("Starting flows again") as outcome:
        outcome.note = f"{len(aftermath.start_again(declaration, place, clients, at))} executions"
    with step("Removing the copies"):
        tables.remove_copies(declaration, place, clients, at)


def prove(title: str, suffix: str = "") -> None:
    """Checks the ledger, in the copies whose names end with `suffix` if one is given. Raises NotProven."""
    from chalicelib.kernel import clock
    from chalicelib.ledger.public import TrialBalance, verify_ledger

    with step(title) as outcome, _tables_ending_with(suffix):
        findings = list(islice(verify_ledger(clock.now(), TrialBalance(), lambda what, done: None), MAXIMUM_FINDINGS))
        outcome.note = f"{len(findings)} findings" if findings else "they agree"
    if findings:
        raise NotProven("\n".join(f"{each.check}: {each.subject}: {each.detail}" for each in findings))


@contextmanager
def _tables_ending_with(suffix: str) -> Iterator[None]:
    os.environ["BANK_TABLES_SUFFIX"] = suffix
    try:
        yield
    finally:
        del os.environ["BANK_TABLES_SUFFIX"]


STEPS = {"copy": copy, "swap": swap, "open": reopen}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("at", type=second, help="an RFC 3339 time, to the second")
    parser.add_argument("step", choices=list(STEPS))
    options = parser.parse_args()
    try:
        clients, place = clients_of_the_bank()
        with pointed_at_the_bank():
            STEPS[options.step](load(), place, clients, options.at)
    except (NoBank, NotProven, tables.NotRestorable, ClientError) as reason:
        complain(str(reason))
        return 1
    return 0


def second(text: str) -> datetime:
    """Raises ValueError for what is no whole second with its offset."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or at.microsecond:
        raise ValueError("a time such as 2026-11-27T06:00:00Z")
    return at.astimezone(UTC)


if __name__ == "__main__":
    raise SystemExit(main())
