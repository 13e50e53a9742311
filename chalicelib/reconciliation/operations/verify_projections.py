"""The projections against the journal, and `accounts_projection` against the accounts.

Sides are compared by counts and sums of hashes; what is younger than the cut may still be on its way and is left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields

from chalicelib.accounts import public as accounts
from chalicelib.cards import public as cards
from chalicelib.ledger.public import Finding, Progress, event_of, every_journal_item
from chalicelib.platform import outbox
from chalicelib.platform.dynamo import Item
from chalicelib.query import public as query
from chalicelib.reconciliation.operations.cut import Cut
from chalicelib.reconciliation.operations.tally import Tally, compare
from chalicelib.reconciliation.operations.verify_limits import Limits
from chalicelib.reconciliation.operations.verify_outcomes import Outcomes
from chalicelib.reconciliation.operations.verify_transfers import HELD, Transfers
from chalicelib.reviews import public as reviews

# An account by its owner and its own id.
Key = tuple[str, str]


def verify_projections(cut: Cut, progress: Progress) -> Iterator[Finding]:
    pending, states = _read_accounts(cut, progress)
    limits = Limits(progress)
    outcomes, transfers = Outcomes(cut, progress, limits), Transfers(cut, progress, limits)
    for number, held in enumerate(reviews.every_held(), start=1):
        progress(HELD, number)
        outcomes.take_held(held)
        transfers.take_held(held)
    yield from limits.compare()
    yield from _compare_with_journal(cut, outcomes, transfers, progress)
    yield from outcomes.compare(pending)
    yield from transfers.compare()
    yield from _read_outbox(cut, states, progress)


def _compare_with_journal(cut: Cut, outcomes: Outcomes, transfers: Transfers, progress: Progress) -> Iterator[Finding]:
    transactions: dict[str, Tally] = defaultdict(Tally)
    on_cards: dict[str, Tally] = defaultdict(Tally)
    newest: dict[str, query.Entry] = {}
    for number, item in enumerate(every_journal_item(), start=1):
        progress("projected", number)
        if cut.is_young(item["at"]):
            continue
        yield from outcomes.judge(item)
        transfers.judge(item)
        if not item.get("touched"):
            continue
        event = event_of(item)
        for entry in query.entries_of(event):
            if entry.account_id not in newest or newest[entry.account_id].seq < entry.seq:
                newest[entry.account_id] = entry
            if entry.amount:
                transactions[entry.account_id].expect(_frozen(query.from_entry(entry)))
        on_card = cards.read_event(event)
        if on_card is not None:
            on_cards[on_card.card_id].expect((on_card.transaction_id, on_card.signed_minor, on_card.seq))
    for row in query.every_transaction():
        if not cut.is_young(row["at"]):
            transactions[row["account_id"]].add(_frozen(row))
    for row in cards.every_transaction():
        if not cut.is_young(row["at"]) and row["status"] == "COMPLETED":
            on_cards[row["card_id"]].add((row["uuid"], row["signed_minor"], row["seq"]))
    yield from compare("transactions", transactions)
    yield from compare("transaction-table", on_cards)
    yield from _compare_balances(newest, cut)


def _compare_balances(newest: dict[str, query.Entry], cut: Cut) -> Iterator[Finding]:
    for balance in query.every_balance():
        entry = newest.pop(balance.account_id, None)
        if entry is None:
            if balance.seq and not cut.is_young(balance.at):  # else everything about it is younger than the cut
                yield Finding("balances", balance.account_id, "is there, the journal knows no entry of it")
        elif balance.seq < entry.seq:
            yield Finding("balances", balance.account_id, f"stands at entry {balance.seq}, the ledger at {entry.seq}")
        elif balance.seq > entry.seq:
            if not cut.is_young(balance.at):
                yield Finding("balances", balance.account_id, f"stands at entry {balance.seq}, the ledger at {entry.seq}")
        else:
            expected = query.nothing_yet(entry).after(entry)
            wrong = [each.name for each in fields(expected) if getattr(balance, each.name) != getattr(expected, each.name)]
            if wrong:
                yield Finding("balances", balance.account_id, f"not as entry {entry.seq} says: {', '.join(wrong)}")
    for account_id, entry in newest.items():
        yield Finding("balances", account_id, f"is missing, the ledger stands at entry {entry.seq}")


def _read_accounts(cut: Cut, progress: Progress) -> tuple[dict[Key, int], dict[str, Finding]]:
    """How many operations each account's row counts (where it counts any), and where the projection differs."""
    projected = {(state.owner_id, state.account_id): hash(state) for state in query.every_state()}
    pending, differing = {}, {}
    for number, row in enumerate(accounts.every_account(), start=1):
        progress("account rows", number)
        key = (row.owner_id, row.account_id)
        seen = projected.pop(key, None)
        if row.pending:
            pending[key] = row.pending
        if seen != hash(query.state_of(accounts.body_of(row))) and (seen is not None or not cut.is_young(row.opened_at)):
            what = "is missing" if seen is None else f"is not what its account is at revision {row.revision}"
            differing[row.account_id] = Finding("accounts_projection", row.account_id, what)
    for _, account_id in projected:
        differing[account_id] = Finding("accounts_projection", account_id, "is there, but there is no such account")
    return pending, differing


def _read_outbox(cut: Cut, states: dict[str, Finding], progress: Progress) -> Iterator[Finding]:
    """What was never delivered; then `states` without the accounts that have changed since the cut."""
    number = 0
    for item in outbox.every_item():
        if outbox.is_undelivered(item, cut.after):
            number += 1
            progress("undelivered", number)
            yield Finding("outbox", item["id"], f"{item['fact']} of {item['at']} was never delivered")
        if cut.is_young(item["at"]) and states:
            for account_id in _accounts_in(item):
                states.pop(account_id, None)
    yield from states.values()


def _accounts_in(item: Item) -> Iterator[str]:
    for delivery in item["deliveries"]:
        if delivery.get("topic") == accounts.TOPIC and "eventType" in delivery:
            yield json.loads(delivery["body"])["accountId"]


def _frozen(row: Item) -> str:
    return repr(
        sorted((name, repr(value) if not isinstance(value, dict) else repr(sorted(value.items()))) for name, value in row.items())
    )
