"""`make seal-documents`: seals what customers of older releases registered with, here or on a stage by BANK_STAGE.

Run it after the release that brought the vault is deployed, as often as you like: it goes on where it stopped. Numbers stay in
backups and point-in-time copies for as long as those are kept.
"""

import sys

from ops.pointing import NoBank, pointed_at_the_bank
from ops.progress import Counting, complain, say


def main() -> int:
    try:
        with pointed_at_the_bank():
            from chalicelib.customers.operations.seal_documents import seal_documents

            done = seal_documents(Counting())
    except NoBank as reason:
        complain(str(reason))
        return 1
    say(f"Brought up to date: {done.sealed:,} customers; removed: {done.guards:,} guards with a plain number.")
    for user_id in done.doubled:
        complain(f"{user_id} has a document that another customer has too: decide whose it is, then run this again.")
    return 1 if done.doubled else 0


if __name__ == "__main__":
    sys.exit(main())
