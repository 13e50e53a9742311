"""Verify: does the ledger agree with itself?

Accounts are read first; journal items, entries and holds are counted only up to each account's sequence as read then, so
a bank that goes on working is verified at one cut per account and nothing has to stop. What stands later than an account knew
was posted since, or is nobody's: in the end the account is asked again. Memory: a few numbers an account, and one line a hold.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.kernel.money import to_decimal
from chalicelib.ledger import journal, store
from chalicelib.ledger.journal import position
from chalicelib.ledger.model import AccountKey, Hold
from chalicelib.ledger.posting import is_bank
from chalicelib.platform.dynamo import Item

# Of each hold: the sequence of the posting that told of it last, and what it told: amount and captured.
Stories = dict[str, tuple[int, str, str]]
# Of each account, the highest sequence that stands beyond the one it had when it was read.
Later = dict[str, int]
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
    """What has been counted of one account. `trace` adds up hashes of everything an entry says, in any order."""

    item: Item
    journal_posted: int = 0
    journal_trace: int = 0
    entries: int = 0
    entry_posted: int = 0
    entry_trace: int = 0
    last_balance: int = 0
    last_holds: Item = field(default_factory=dict)


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
    stories: Stories = {}
    later: Later = defaultdict(int)
    yield from _read_journal(accounts, stories, later, trial, progress)
    _read_entries(accounts, later, progress)
    yield from _ask_again(later)
    for seen in accounts.values():
        yield from _compare(seen)
    yield from _read_holds(accounts, stories, now, progress)
    for currency in trial.currencies:
        if trial.total(currency):
            yield Finding("trial balance", currency, f"sums to {trial.total(currency)} instead of 0")


def _judge_account(item: Item) -> Iterator[Finding]:
    yield from _judge_figures(item["account_id"], item, item["posted"])


def _judge_figures(subject: str, item: Item, posted: int) -> Iterator[Finding]:
    """`held` and, where it is kept, `available` of an account or of a journal item's picture of it."""
    held = sum(hold["remaining"] for hold in item["holds"].values())
    if item["held"] != held:
        yield Finding("held", subject, f"held is {item['held']}, its open holds have {held}")
    available = posted - item["held"] - item["floor"]
    if item["available"] != available:
        yield Finding("available", subject, f"available is {item['available']}, posted − held − floor is {available}")


def _read_journal(
    accounts: dict[str, _Seen], stories: Stories, later: Later, trial: TrialBalance, progress: Progress
) -> Iterator[Finding]:
    for number, item in enumerate(journal.every_journal_item(), start=1):
        progress("journal", number)
        if "legs" not in item:
            continue  # a remembered refusal, or the mark of a reversal
        totals: dict[str, int] = defaultdict(int)
        for leg in item["legs"]:
            totals[leg["currency"]] += leg["amount"]
        for currency, total in totals.items():
            if total:
                yield Finding("legs", item["posting_id"], f"legs in {currency} sum to {total}")
        touched_ids = {touched["account"] for touched in item["touched"]}
        for account_id in {leg["account"] for leg in item["legs"] if not is_bank(leg["account"])} - touched_ids:
            yield Finding("legs", item["posting_id"], f"a leg is on {account_id}, of which the posting tells nothing")
        after_the_cut = set()
        for touched in item["touched"]:
            seen = accounts.get(touched["account"])
            if seen is None or touched["seq"] > seen.item["entry_seq"]:
                after_the_cut.add(touched["account"])
                later[touched["account"]] = max(later[touched["account"]], touched["seq"])
                continue
            amount = sum(leg["amount"] for leg in item["legs"] if leg["account"] == touched["account"])
            seen.journal_posted += amount
            place = position(item["at"], touched["seq"])
            seen.journal_trace += _trace(touched["seq"], place, item["posting_id"], amount, touched["balance"], touched)
            yield from _judge_figures(item["posting_id"], touched, touched["balance"])
            _tell(touched["details"], touched["seq"], stories)
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


def _read_entries(accounts: dict[str, _Seen], later: Later, progress: Progress) -> None:
    for number, entry in enumerate(journal.every_entry(), start=1):
        progress("entries", number)
        seen = accounts.get(entry["account_id"])
        if seen is None or entry["seq"] > seen.item["entry_seq"]:
            later[entry["account_id"]] = max(later[entry["account_id"]], entry["seq"])
            continue
        seen.entries += 1
        seen.entry_posted += entry["amount"]
        seen.entry_trace += _trace(entry["seq"], entry["position"], entry["posting_id"], entry["amount"], entry["balance"], entry)
        if entry["seq"] == seen.item["entry_seq"]:
            seen.last_balance, seen.last_holds = entry["balance"], entry.get("holds") or {}


def _ask_again(later: Later) -> Iterator[Finding]:
    """An account and its entry are written in one transaction, so whoever has seen the one finds the other."""
    known = (
        {item["account_id"]: item["entry_seq"] for item in store.every_account_item() if item["account_id"] in later}
        if later
        else {}
    )
    for account_id, seq in sorted(later.items()):
        if account_id not in known:
            yield Finding("entry without account", account_id, "has entries or postings, but is no account")
        elif known[account_id] < seq:
            yield Finding(
                "beyond the account", account_id, f"an entry or posting is number {seq}, the account has {known[account_id]}"
            )


def _compare(seen: _Seen) -> Iterator[Finding]:
    account, posted, seq = seen.item["account_id"], seen.item["posted"], seen.item["entry_seq"]
    if seen.journal_posted != posted:
        yield Finding("posted against journal", account, f"posted is {posted}, its legs sum to {seen.journal_posted}")
    if seen.entry_posted != posted:
        yield Finding("posted against entries", account, f"posted is {posted}, its entries sum to {seen.entry_posted}")
    if seen.last_balance != posted:
        yield Finding("last entry", account, f"posted is {posted}, its last entry says {seen.last_balance}")
    if any(seen.last_holds.get(hold_id) != hold for hold_id, hold in seen.item["holds"].items()):
        yield Finding("holds against entries", account, "an open hold is not as the last entry has it")
    if seen.entries != seq:
        yield Finding("sequence", account, f"{seq} entries expected, {seen.entries} found")
    if seen.journal_trace != seen.entry_trace:
        yield Finding(
            "entries against journal",
            account,
            "an entry's time, posting, amount, balance, holds, floor or details are not the journal's",
        )


def _tell(details: Item, seq: int, stories: Stories) -> None:
    hold_id = details.get("holdId")
    if hold_id is not None and stories.get(hold_id, (0,))[0] < seq:
        stories[hold_id] = (seq, details["amount"], details["captured"])


def _read_holds(accounts: dict[str, _Seen], stories: Stories, now: datetime, progress: Progress) -> Iterator[Finding]:
    open_holds = {hold_id: account_id for account_id, seen in accounts.items() for hold_id in seen.item["holds"]}
    for number, hold in enumerate(store.every_hold(), start=1):
        progress("holds", number)
        listed = open_holds.pop(hold.hold_id, None)
        _, *told = stories.pop(hold.hold_id, (0, "0", "0"))
        kept = [to_decimal(minor, hold.currency) for minor in (hold.amount_minor, hold.captured_minor)]
        if told != kept and not _has_moved(hold, accounts):
            yield Finding("hold against journal", hold.hold_id, f"its record has {kept} (amount, captured), the journal {told}")
        if listed is not None or hold.status(now) == "ACTIVE":
            yield from _judge_hold(hold.hold_id, AccountKey(hold.owner_id, hold.account_id), now)
    for hold_id in open_holds.keys() | stories.keys():
        yield Finding("hold without record", hold_id, f"account {open_holds.get(hold_id, 'of its posting')} lists it")


def _has_moved(hold: Hold, accounts: dict[str, _Seen]) -> bool:
    """Whether the account of a hold has taken another entry, of this hold perhaps, since the account was read."""
    seen = accounts.get(hold.account_id)
    account = store.read_accounts([AccountKey(hold.owner_id, hold.account_id)]).get(hold.account_id)
    return account is not None and (seen is None or account.entry_seq != seen.item["entry_seq"])


def _judge_hold(hold_id: str, key: AccountKey, now: datetime) -> Iterator[Finding]:
    """Both sides once more, close together: a hold may have moved on since its account was read."""
    hold = store.find_hold(hold_id)
    account = store.read_accounts([key]).get(key.account_id)
    listed = account.at(now).holds.get(hold_id) if account else None
    inside = (listed.amount_minor, listed.remaining_minor, listed.expires_at) if listed else None
    alive = hold if hold and hold.status(now) == "ACTIVE" else None
    outside = (alive.amount_minor, alive.remaining_minor(now), alive.expires_at) if alive else None
    if inside != outside:
        yield Finding("hold", hold_id, f"its record has {outside}, its account {inside} (amount, left, end)")


def _trace(seq: int, place: str, posting_id: str, amount: int, balance: int, picture: Item) -> int:
    holds = sorted((hold_id, *sorted(hold.items())) for hold_id, hold in (picture.get("holds") or {}).items())
    details = json.dumps(picture["details"], sort_keys=True)
    return hash((seq, place, posting_id, amount, balance, picture["held"], picture["floor"], tuple(holds), details))
