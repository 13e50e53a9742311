"""Deliver once more what a relay could not: facts of the outbox that nobody delivered, and postings of a time.

Every receiver takes a repeat without harm, so too much is no mistake.
"""

from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.ledger.public import Progress, deliveries_of, every_journal_item
from chalicelib.platform import outbox
from chalicelib.platform.relay import perform_all


def redeliver(since: datetime | None, *, now: datetime, progress: Progress = lambda what, done: None) -> dict[str, int]:
    """Returns how many items of the outbox and of the journal were delivered.

    The outbox knows what was not. The journal does not: of it everything from `since` on is published again, in the order
    of time, and so is what the outbox holds of that time; without `since` neither. An item that can never be delivered is
    parked, as the relay does.
    """
    done = {"outbox": 0, "journal": 0}
    facts = {item["id"]: item for item in (*outbox.undelivered(now), *(outbox.since(since) if since else ()))}
    for _, item in sorted(facts.items()):
        perform_all(item)
        outbox.mark_delivered(item["id"], now)
        done["outbox"] += 1
        progress("outbox", done["outbox"])
    moment = clock.to_text(since) if since else None
    postings = [item for item in every_journal_item() if item["at"] >= moment] if moment else []
    for item in sorted(postings, key=lambda each: (each["at"], each["posting_id"])):
        perform_all({**item, "deliveries": deliveries_of(item)})
        done["journal"] += 1
        progress("journal", done["journal"])
    return done
