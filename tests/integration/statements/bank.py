"""Accounts with movements at times of one's choice, made through the ledger alone: what a statement reads."""

import urllib.request
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

from chalicelib.accounts import store as accounts
from chalicelib.accounts.model import BankAccount
from chalicelib.customers.model import Customer
from chalicelib.customers.store import new_customer
from chalicelib.kernel import clock, ids
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.statements import store
from chalicelib.statements.model import File, Statement
from tests.support.accounts import Saver

OPENED = datetime(2026, 1, 15, 12, tzinfo=UTC)


def a_customer(timezone: str = "UTC", locale: str = "en") -> Saver:
    saver = Saver()
    at = clock.to_text(OPENED)
    customer = Customer(
        saver.user_id, saver.user_id, "Ada", "Lovelace", f"{uuid.uuid4().hex}@example.com", locale, at,
        address="12 St James's Square, London", timezone=timezone,
    )  # fmt: skip
    dynamo.transact(new_customer(customer))
    return saver


def an_account(owner_id: str, currency: str = "USD", opened: datetime = OPENED) -> str:
    account_id, at = ids.new_id(opened), clock.to_text(opened)
    number = f"4{uuid.uuid4().int % 10**11:011d}"
    row = BankAccount(account_id, owner_id, number, "checking", currency, "OPEN", at)
    account = ledger.Account(owner_id, account_id, "checking", currency, "credit", "OPEN", at)
    dynamo.transact([*accounts.opened(row), *ledger.opening(account)])
    return account_id


def post(
    owner_id: str,
    account_id: str,
    amount_minor: int,
    at: datetime,
    *,
    kind: str = "DEPOSIT_EVENT",
    currency: str = "USD",
    **details: str,
) -> str:
    """Posts one movement and returns the transaction's id."""

    def compose(accounts: Mapping[str, ledger.Account]) -> ledger.Draft:
        legs = (ledger.Leg(account_id, amount_minor, currency, owner_id), ledger.bank_leg("cash", -amount_minor, currency))
        return ledger.Draft(legs, {account_id: details})

    call = Call(at, owner_id).under(owner_id, "POST /test", ids.new_id(), {})
    posting = ledger.Posting(kind, call, compose, lambda posted: {}, accounts=(ledger.AccountKey(owner_id, account_id),))
    return ledger.post(posting).posting_id


def fetched(statement: Statement, file: File) -> bytes:
    with urllib.request.urlopen(store.link_to(statement, file), timeout=10) as answer:
        return answer.read()
