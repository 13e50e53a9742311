"""`make guards-by-seeds`: removes one guard of tests/guards.json at a time and plays the fixed set of seeds: which does it notice?

Only guards of what a bank-run can hurt: money, facts and time. What checks a request's form is for tests of its own.

    python -m checks.seeds [EVERY]     only every so manieth guard
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from checks.guards import Guard, Stale, copies, load, removed
from ops.progress import say

_LONGEST_SECONDS = 900
_KINDS = {
    "money": (
        "accounts", "banking", "cards", "holds", "ledger", "loans", "networks", "payments", "query", "reconciliation", "savings",
        "statements", "transact", "transfers", "wallets",
    ),
    "facts": (
        "notifications", "onboarding", "reports", "platform/approvals", "platform/cloud_events", "platform/consumers",
        "platform/dynamo", "platform/error_log", "platform/idempotency", "platform/outbox", "platform/relay", "platform/tasks",
        "platform/workflows",
    ),
    "time": ("kernel/clock", "platform/waits", "schedules"),
}  # fmt: skip


def kind_of(guard: Guard) -> str | None:
    """What a guard concerns; None where it is none of these."""
    path = guard.file.removeprefix("chalicelib/")
    return next((kind for kind, places in _KINDS.items() if path.startswith(tuple(f"{place}" for place in places))), None)


def judge(guard: Guard, tree: Path) -> str:
    """What becomes of the seeds without the guard: the first words of what they break, or nothing."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": str(tree)}
    try:
        with removed(guard, tree):
            command = [sys.executable, "-m", "simulation.fixed"]
            played = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=_LONGEST_SECONDS)
    except Stale as stale:
        return f"stale: {stale}"
    except subprocess.TimeoutExpired:
        return "does not end"
    return "" if played.returncode == 0 else (played.stdout.strip() or played.stderr.strip()).splitlines()[-1]


def main() -> int:
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    guards = [guard for guard in load() if kind_of(guard)][::every]
    found = dict.fromkeys(_KINDS, 0)
    asked = dict.fromkeys(_KINDS, 0)
    with copies(1) as trees:
        tree = trees.get()
        for guard in guards:
            begun, kind = time.monotonic(), kind_of(guard) or ""
            told = judge(guard, tree)
            asked[kind], found[kind] = asked[kind] + 1, found[kind] + bool(told)
            say(f"  {told[:90] or 'NOT SEEN':<90} {time.monotonic() - begun:5.1f} s  {guard.file}: {guard.find[:70]!r}")
    for kind in _KINDS:
        say(f"{kind}: the fixed seeds notice {found[kind]} of {asked[kind]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
