"""Rebuilds the query side's projections of the running stack from the journal, with progress: `make rebuild-projections`."""

import os
import sys
import time

from local.progress import complain, say
from local.settings import Settings

_SECONDS_BETWEEN_LINES = 0.5


class Progress:
    """Tells at most two lines a second, and always the last count of each kind."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._told_at = 0.0

    def __call__(self, what: str, done: int) -> None:
        self._last[what] = done
        if time.monotonic() - self._told_at > _SECONDS_BETWEEN_LINES:
            self._told_at = time.monotonic()
            say(f"  {what:<14}{done:>10}")


def main() -> int:
    settings = Settings.from_environment()
    if not settings.emulator.answers():
        complain("No bank runs here; start one with make up.")
        return 1
    os.environ |= {
        "BANK_STAGE": "local",
        "BANK_ACCOUNT_ID": settings.place.account,
        "AWS_ENDPOINT_URL": settings.emulator.url,
        "AWS_ACCESS_KEY_ID": settings.place.account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": settings.place.region,
    }
    from chalicelib.query.operations.rebuild import rebuild

    started = time.monotonic()
    say("Rebuilding transactions, balances and accounts_projection from the journal")
    written = rebuild(Progress())
    for what, count in written.items():
        say(f"  {what:<14}{count:>10}")
    say(f"Done in {time.monotonic() - started:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
