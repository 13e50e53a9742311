"""Reads of the projections. Before a projection has an account, the ledger says whether it is the caller's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.ledger.public import balances_at, entries, find_account
from chalicelib.platform.dynamo import Item
from chalicelib.query import store
from chalicelib.query.errors import UnknownTransaction
from chalicelib.query.events import entry_of
from chalicelib.query.model import AccountState, Balance

# How long after its request a posting may stand in the ledger, clocks that differ included, and how many entries come between.
LONGEST_POSTING, MOST_READ = timedelta(minutes=2), 2_000


@dataclass(frozen=True, slots=True)
class BalanceView:
    """Balances with the time of the newest entry they know, and whether newer ones are known to exist."""

    account_id: str
    figures: dict[str, str]
    as_of: str
    lagging: bool


def balance_of(owner_id: str, account_id: str, now: datetime) -> BalanceView:
    """One account's balances. Raises UnknownAccount, for another's too."""
    balance = store.find_balance(owner_id, account_id)
    if balance is not None and balance.seq:  # at 0 it only remembers that entries are missing
        return _view(balance, now, opened_at=balance.at)
    account = find_account(owner_id, account_id, now)
    empty = Balance(owner_id, account_id, account.product, account.currency, account.normal_side, floor=account.floor_minor)
    figures = empty.figures(clock.to_text(now))
    return BalanceView(account_id, figures, account.opened_at, lagging=account.entry_seq > 0)


def balance_at(owner_id: str, account_id: str, moment: datetime, now: datetime) -> BalanceView:
    """The balances as they were at a time, from the ledger's entries. Raises UnknownAccount, InvalidRequest (the future)."""
    if moment > now:
        raise InvalidRequest(("at", "must not lie in the future"))
    figures = balances_at(find_account(owner_id, account_id, now), moment)
    as_of = figures.pop("at")
    return BalanceView(account_id, figures, as_of, lagging=False)


def balances_of(
    owner_id: str, now: datetime, *, limit: int, start: Item | None
) -> tuple[list[tuple[AccountState, BalanceView]], Item | None]:
    """A page of the owner's checking and savings accounts with their balances."""
    states, rest = store.states_of(owner_id, limit=limit, start=start)
    found = store.find_balances(owner_id, [state.account_id for state in states])
    views = []
    for state in states:
        none_yet = Balance(owner_id, state.account_id, state.type, state.currency, "credit")
        views.append((state, _view(found.get(state.account_id, none_yet), now, opened_at=state.opened_at)))
    return views, rest


def transactions_of(account_id: str, *, limit: int, start: Item | None, reference: str = "") -> tuple[list[Item], Item | None]:
    """A page of an account's transactions, newest first. Whose it is, `balance_of` has said before."""
    return store.transactions(account_id, limit=limit, start=start, reference=reference)


def find_transaction(owner_id: str, account_id: str, transaction_id: str, now: datetime) -> Item:
    """One transaction of an account, from the ledger's entries, so that it is there at once. Raises UnknownAccount,
    UnknownTransaction.

    Its id tells when it was asked for, and its entry stands then or soon after: one query of that time.
    """
    account = find_account(owner_id, account_id, now)
    if ids.is_time_ordered(transaction_id):
        asked = ids.moment_of(transaction_id)
        for item in entries(account_id, asked, asked + LONGEST_POSTING, maximum=MOST_READ):
            if item["posting_id"] == transaction_id and item["amount"]:
                return store.from_entry(entry_of(account, item))
    raise UnknownTransaction("No such transaction")


def _view(balance: Balance, now: datetime, *, opened_at: str) -> BalanceView:
    figures = balance.figures(clock.to_text(now))
    return BalanceView(balance.account_id, figures, balance.at or opened_at, balance.lagging)
