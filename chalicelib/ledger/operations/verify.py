"""Verify: does the ledger agree with itself?

Accounts are read first; journal items, entries and holds are counted only up to each account's sequence as read then, so
a bank that goes on working is verified at one cut per account and nothing has to stop. Memory: a few numbers an account.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.ledger import store
from chalicelib.ledger.model import AccountKey
from chalicelib.platform.dynamo import Item

# Told how many items of which table have been read.
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree: which check, about what (an id), and the two sides of it."""

    check: str
    subject: str
    detail: str


@dataclass
class _Seen:
    """What has been counted of one account. `trace` adds up hashes of (seq, posting, amount, balance), in any order."""

    item: Item
    journal_posted: int = 0
    journal_trace: int = 0
    entries: int = 0
    entry_posted: int = 0
    entry_trace: int = 0
    last_balance: int = 0


@dataclass
class TrialBalance:
    """By currency: what customers have, and the bank's own accounts folded from the journal. Their sum must be zero."""

    customers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bank: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def total(self, currency: str) -> int:
        return self.customers[currency] + sum(self.bank[currency].values())

    @property
    def currencies(self) -> list[str]:
        return sorted({*self.customers, *self.bank})


def verify_ledger(now: datetime, trial: TrialBalance, progress: Progress) -> Iterator[Finding]:
    """Yields what does not agree and fills `trial`."""
    accounts = {}
    for number, item in enumerate(store.every_account_item(), start=1):
        accounts[item["account_id"]] = _Seen(item)
        progress("accounts", number)
        yield from _judge_account(item)
    yield from _read_journal(accounts, trial, progress)
    yield from _read_entries(accounts, progress)
    for seen in accounts.values():
        yield from _compare(seen)
    yield from _read_holds(accounts, now, progress)
    for currency in trial.currencies:
        if trial.total(currency):
            yield Finding("trial balance", currency, f"sums to {trial.total(currency)} instead of 0")


def _judge_account(item: Item) -> Iterator[Finding]:
    account = item["account_id"]
    held = sum(hold["remaining"] for hold in item["holds"].values())
    if item["held"] != held:
        yield Finding("held", account, f"held is {item['held']}, its open holds have {held}")
    available = item["posted"] - item["held"] - item["floor"]
    if item["available"] != available:
        yield Finding("available", account, f"available is {item['available']}, posted − held − floor is {available}")


def _read_journal(accounts: dict[str, _Seen], trial: TrialBalance, progress: Progress) -> Iterator[Finding]:
    for number, item in enumerate(store.every_journal_item(), start=1):
        progress("journal", number)
        if "legs" not in item:
            continue  # a remembered refusal, or the mark of a reversal
        totals: dict[str, int] = defaultdict(int)
        for leg in item["legs"]:
            totals[leg["currency"]] += leg["amount"]
        for currency, total in totals.items():
            if total:
                yield Finding("legs", item["posting_id"], f"legs in {currency} sum to {total}")
        after_the_cut = set()
        for touched in item["touched"]:
            seen = accounts.get(touched["account"])
            if seen is None or touched["seq"] > seen.item["entry_seq"]:
                after_the_cut.add(touched["account"])
                continue
            amount = sum(leg["amount"] for leg in item["legs"] if leg["account"] == touched["account"])
            seen.journal_posted += amount
            seen.journal_trace += _trace(touched["seq"], item["posting_id"], amount, touched["balance"])
        _fold(item, after_the_cut, trial)


def _fold(item: Item, after_the_cut: set[str], trial: TrialBalance) -> None:
    """Adds the posting to the trial balance; a side that came after its account was read stands against the others."""
    inside = [touched["account"] for touched in item["touched"] if touched["account"] not in after_the_cut]
    if item["touched"] and not inside:
        return
    for leg in item["legs"]:
        if leg["account"] in inside:
            trial.customers[leg["currency"]] += leg["amount"]
        else:
            name = "in transit" if leg["account"] in after_the_cut else leg["account"]
            trial.bank[leg["currency"]][name] += leg["amount"]


def _read_entries(accounts: dict[str, _Seen], progress: Progress) -> Iterator[Finding]:
    strangers = set()
    for number, entry in enumerate(store.every_entry(), start=1):
        progress("entries", number)
        seen = accounts.get(entry["account_id"])
        if seen is None:
            strangers.add(entry["account_id"])
            continue
        if entry["seq"] > seen.item["entry_seq"]:
            continue
        seen.entries += 1
        seen.entry_posted += entry["amount"]
        seen.entry_trace += _trace(entry["seq"], entry["posting_id"], entry["amount"], entry["balance"])
        if entry["seq"] == seen.item["entry_seq"]:
            seen.last_balance = entry["balance"]
    if strangers:  # opened since the accounts were read, or nobody's
        strangers -= {item["account_id"] for item in store.every_account_item()}
    for account_id in sorted(strangers):
        yield Finding("entry without account", account_id, "has entries, but is no account")


def _compare(seen: _Seen) -> Iterator[Finding]:
    account, posted, seq = seen.item["account_id"], seen.item["posted"], seen.item["entry_seq"]
    if seen.journal_posted != posted:
        yield Finding("posted against journal", account, f"posted is {posted}, its legs sum to {seen.journal_posted}")
    if seen.entry_posted != posted:
        yield Finding("posted against entries", account, f"posted is {posted}, its entries sum to {seen.entry_posted}")
    if seen.last_balance != posted:
        yield Finding("last entry", account, f"posted is {posted}, its last entry says {seen.last_balance}")
    if seen.entries != seq:
        yield Finding("sequence", account, f"{seq} entries expected, {seen.entries} found")
    if seen.journal_trace != seen.entry_trace:
        yield Finding("entries against journal", account, "an entry's sequence, posting, amount or balance is not the journal's")


def _read_holds(accounts: dict[str, _Seen], now: datetime, progress: Progress) -> Iterator[Finding]:
    open_holds = {hold_id: account_id for account_id, seen in accounts.items() for hold_id in seen.item["holds"]}
    for number, hold in enumerate(store.every_hold(), start=1):
        progress("holds", number)
        listed = open_holds.pop(hold.hold_id, None)
        if listed is None and hold.status(now) != "ACTIVE":
            continue
        yield from _judge_hold(hold.hold_id, AccountKey(hold.owner_id, hold.account_id), now)
    for hold_id, account_id in open_holds.items():
        yield Finding("hold without record", hold_id, f"account {account_id} lists it")


def _judge_hold(hold_id: str, key: AccountKey, now: datetime) -> Iterator[Finding]:
    """Both sides once more, close together: a hold may have moved on since its account was read."""
    hold = store.find_hold(hold_id)
    account = store.read_accounts([key]).get(key.account_id)
    listed = account.at(now).holds.get(hold_id) if account else None
    remaining = listed.remaining_minor if listed else 0
    if hold.remaining_minor(now) != remaining:
        yield Finding("hold", hold_id, f"its record has {hold.remaining_minor(now)} left, its account {remaining}")


def _trace(seq: int, posting_id: str, amount: int, balance: int) -> int:
    return hash((seq, posting_id, amount, balance))
