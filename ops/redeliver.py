"""`make redeliver [SINCE=<time>]`: delivers once more what a relay could not, here or on a stage by BANK_STAGE.

Without SINCE the facts of the outbox that nobody delivered; with it (RFC 3339) also every posting from then on.
"""

import os
import sys

from ops.pointing import NoBank, pointed_at_the_bank
from ops.progress import Counting, complain, say


def main() -> int:
    text = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SINCE")
    try:
        with pointed_at_the_bank():
            from chalicelib.kernel import clock
            from chalicelib.reconciliation.operations.redeliver import redeliver

            done = redeliver(clock.from_text(text) if text else None, now=clock.now(), progress=Counting())
    except (NoBank, ValueError) as reason:
        complain(str(reason))
        return 1
    say(f"Delivered: {done['outbox']:,} facts of the outbox, {done['journal']:,} postings.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
