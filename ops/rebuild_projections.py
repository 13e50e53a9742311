"""`make rebuild-projections`: builds the query side and the cards' transactions anew from the ledger, here or on a stage by
BANK_STAGE."""

import sys
import time

from ops.pointing import NoBank, pointed_at_the_bank
from ops.progress import Counting, complain, say


def main() -> int:
    try:
        with pointed_at_the_bank():
            started = time.monotonic()
            for tables, written in rebuild_all().items():
                say(f"{tables}:")
                for what, count in written.items():
                    say(f"  {what:<16}{count:>12,}")
    except NoBank as reason:
        complain(str(reason))
        return 1
    say(f"Done in {time.monotonic() - started:.1f} s.")
    return 0


def rebuild_all() -> dict[str, dict[str, int]]:
    """Every table that follows from the ledger and that `verify` compares; what was written to each."""
    from chalicelib.cards.operations.rebuild_transactions import rebuild_transactions
    from chalicelib.query.operations.rebuild import rebuild

    return {
        "transactions, balances, accounts_projection": rebuild(Counting()),
        "transaction-table": rebuild_transactions(Counting()),
    }


if __name__ == "__main__":
    sys.exit(main())
