"""The ledger by hand: accounts with money, postings, transfers and holds, without any product around them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.kernel import clock, ids
from chalicelib.ledger.model import Account, AccountKey
from chalicelib.ledger.operations.post import post
from chalicelib.ledger.posting import Draft, Leg, Posted, Posting, bank_leg
from chalicelib.ledger.store import opening
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency, Receipt

NOW = datetime(2026, 11, 21, 6, 47, 12, 345_000, tzinfo=UTC)


def keyed(key: str | None, caller: str = "ana", **command: object) -> Idempotency:
    return Idempotency.of(caller, "POST /test", key, command)


def called(key: Idempotency, now: datetime = NOW, **more: object) -> Call:
    return Call(now, more.pop("caller_id", key.caller), key=key, **more)


def open_account(balance: int = 0, *, now: datetime = NOW, **more: object) -> Account:
    """A new account of a new owner with this balance, deposited."""
    account = Account(ids.new_id(now), ids.new_id(now), "test", "USD", "credit", "OPEN", clock.to_text(now))
    account = replace(account, **more)
    dynamo.transact(opening(account))
    if balance:
        post(moving(account.key, balance, now=now, currency=account.currency))
    return account


def moving(
    key: AccountKey,
    amount: int,
    idempotency: Idempotency | None = None,
    *,
    now: datetime = NOW,
    currency: str = "USD",
    to: AccountKey | None = None,
    correlation_id: str = "",
    dry_run: bool = False,
    **more: object,
) -> Posting:
    """A deposit (amount > 0) or withdrawal (< 0) of one account against cash, or against the account `to`."""
    accounts = (key, to) if to else (key,)

    def compose(accounts: Mapping[str, Account]) -> Draft:
        leg = Leg(key.account_id, amount, currency, key.owner_id)
        other = Leg(to.account_id, -amount, currency, to.owner_id) if to else bank_leg("cash", -amount, currency)
        return Draft((leg, other), {key.account_id: {"type": "TEST"}})

    def render(posted: Posted) -> dict[str, object]:
        balances = {name: account.posted_minor for name, account in posted.accounts.items()}
        return {"transactionId": posted.posting_id, "balances": balances, "at": posted.at}

    key_of_call = idempotency or keyed(None, amount=amount)
    call = called(key_of_call, now, caller_id=key.owner_id, correlation_id=correlation_id, dry_run=dry_run)
    return Posting("test.moved", call, compose, render, accounts=accounts, **more)


def move(key: AccountKey, amount: int, idempotency: Idempotency | None = None, **more: object) -> Receipt:
    return post(moving(key, amount, idempotency, **more))


def transfer(source: Account, target: Account, amount: int, idempotency: Idempotency | None = None, **more: object) -> Receipt:
    return post(moving(source.key, -amount, idempotency, to=target.key, currency=source.currency, **more))


def later(seconds: float, now: datetime = NOW) -> datetime:
    return now + timedelta(seconds=seconds)
