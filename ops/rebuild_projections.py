"""`make rebuild-projections`: builds the query side anew from journal and entries, here or on a stage by BANK_STAGE."""

import sys
import time

from ops.pointing import NoBank, pointed_at_the_bank
from ops.progress import Counting, complain, say


def main() -> int:
    try:
        with pointed_at_the_bank():
            from chalicelib.query.operations.rebuild import rebuild

            started = time.monotonic()
            say("Rebuilding transactions, balances and accounts_projection from the journal")
            written = rebuild(Counting())
    except NoBank as reason:
        complain(str(reason))
        return 1
    for what, count in written.items():
        say(f"  {what:<16}{count:>12,}")
    say(f"Done in {time.monotonic() - started:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
