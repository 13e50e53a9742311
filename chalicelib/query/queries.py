"""Reads of the projections, and of the ledger for accounts that have none. The ledger says whose an account is, and whether a
projection stands behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.accounts.public import PRODUCTS
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.ledger.public import (
    Account,
    AccountKey,
    after_entry,
    balances_at,
    entries,
    find_account,
    find_account_beside,
    find_accounts,
    movements,
)
from chalicelib.platform.dynamo import Item
from chalicelib.query import store
from chalicelib.query.errors import UnknownTransaction
from chalicelib.query.events import entry_of
from chalicelib.query.model import AccountState, Balance
from chalicelib.query.search import LOOKED_AT, Wanted

# How long after its request a posting may stand in the ledger, clocks that differ included, and how many entries come between.
LONGEST_POSTING, MOST_READ = timedelta(minutes=2), 2_000


@dataclass(frozen=True, slots=True)
class BalanceView:
    """Balances with the time of the newest entry they know, and whether the ledger has newer ones. `projected` ones are the
    query side's own, and so are the transactions beside them; the others are the ledger's."""

    account: Account
    figures: dict[str, str]
    as_of: str
    lagging: bool = False
    projected: bool = False


def balance_of(owner_id: str, account_id: str, now: datetime, *, projected: bool = True) -> BalanceView:
    """One account's balances, the ledger's unless they are `projected` and wanted so. Raises UnknownAccount, for another's too."""
    account, rows = find_account_beside(owner_id, account_id, now, {"balance": store.balance_key(owner_id, account_id)})
    if projected and account.product in PRODUCTS:
        return _projected(account, store.found_balance(rows["balance"]), now)
    return BalanceView(account, account.balances(), account.entry_at or account.opened_at)


def balance_at(owner_id: str, account_id: str, moment: datetime, now: datetime) -> BalanceView:
    """The balances as they were at a time, from the ledger's entries. Raises UnknownAccount, InvalidRequest (the future)."""
    if moment > now:
        raise InvalidRequest(("at", "must not lie in the future"))
    account = find_account(owner_id, account_id, now)
    figures = balances_at(account, moment)
    return BalanceView(account, figures, figures.pop("at"))


def balances_of(
    owner_id: str, now: datetime, *, limit: int, start: Item | None
) -> tuple[list[tuple[AccountState, BalanceView]], Item | None]:
    """A page of the owner's checking and savings accounts with their balances."""
    states, rest = store.states_of(owner_id, limit=limit, start=start)
    account_ids = [state.account_id for state in states]
    accounts, found = (
        find_accounts([AccountKey(owner_id, each) for each in account_ids], now),
        store.find_balances(owner_id, account_ids),
    )
    views = [
        (state, _projected(accounts[state.account_id], found.get(state.account_id), now))
        for state in states
        if state.account_id in accounts
    ]
    return views, rest


def transactions_of(view: BalanceView, wanted: Wanted, *, limit: int, start: Item | None) -> tuple[list[Item], Item | None]:
    """A page of what is wanted of an account that `balance_of` has found, newest first; perhaps nothing, and yet there is more.
    Those of one reference are the ledger's: ask it for the balances then."""
    account, size = view.account, LOOKED_AT if wanted.is_looked_for else limit
    if view.projected:
        items, rest = store.transactions(account.account_id, wanted.span, limit=size, start=start)
    else:
        items, rest = movements(account.account_id, wanted.span, limit=size, start=start, reference=wanted.reference)
    found = [item for item in items if wanted.fits(item)]
    if len(found) > limit:
        found = found[:limit]
        rest = after_entry(found[-1], referenced=bool(wanted.reference))
    return found if view.projected else [store.from_entry(entry_of(account, item)) for item in found], rest


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


def _projected(account: Account, balance: Balance | None, now: datetime) -> BalanceView:
    known = balance or Balance(
        account.owner_id, account.account_id, account.product, account.currency, account.normal_side, floor=account.floor_minor
    )
    figures = known.figures(clock.to_text(now))
    behind = known.seq < account.entry_seq
    return BalanceView(account, figures, known.at or account.opened_at, lagging=behind, projected=True)
