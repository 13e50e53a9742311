"""Reads of statements."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.accounts import public as accounts
from chalicelib.customers import public as customers
from chalicelib.ledger import public as ledger
from chalicelib.platform.dynamo import Item
from chalicelib.statements import store
from chalicelib.statements.errors import UnknownStatement
from chalicelib.statements.model import Holder, Period, Statement
from chalicelib.statements.rows import Row, of_entries


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: days of an account of theirs, in their zone and language."""

    account: accounts.BankAccount
    period: Period
    locale: str


@dataclass(frozen=True, slots=True)
class Extract:
    """A page of an account's movements in a range, with the balances before and after the whole range."""

    asked: Asked
    opening: ledger.Mark
    closing: ledger.Mark
    rows: list[Row]


def asked(owner_id: str, account_id: str, first: str, last: str, now: datetime) -> Asked:
    """Two reads. Raises UnknownAccount, for another's too; InvalidRequest naming `from` or `to`."""
    account = accounts.find(owner_id, account_id)
    customer = customers.find_customer(owner_id)
    zone, locale = (customer.timezone, customer.locale) if customer else ("UTC", "en")
    return Asked(account, Period.asked(first, last, zone, now), locale)


def holder_of(account: accounts.BankAccount, customer: customers.Customer | None) -> Holder:
    name, address = (customer.full_name, customer.address) if customer else ("", None)
    return Holder(account.account_number, account.product, name, address or "")


def extract(asked: Asked, *, limit: int, start: Item | None) -> tuple[Extract, Item | None]:
    """A page of the range, oldest first, and the key to go on from: three queries."""
    account_id, period = asked.account.account_id, asked.period
    opening, closing = (ledger.mark_at(account_id, moment) for moment in (period.before, period.end))
    after = ledger.Mark(**start) if start else opening
    entries, rest = ledger.stretch_page(account_id, after, closing, limit=limit)
    found = Extract(asked, opening, closing, list(of_entries(iter(entries), period, asked.locale)))
    return found, {"seq": rest.seq, "at": rest.at, "balance_minor": rest.balance_minor} if rest else None


def find_statement(owner_id: str, account_id: str, statement_id: str) -> Statement:
    """Raises UnknownStatement, for another's too."""
    statement = store.find_statement(account_id, statement_id)
    if statement is None or statement.owner_id != owner_id:
        raise UnknownStatement("No such statement")
    return statement


def list_statements(owner_id: str, account_id: str, *, limit: int, start: Item | None) -> tuple[list[Statement], Item | None]:
    """A page of an account's statements, the latest days first. Raises UnknownAccount, for another's too."""
    accounts.find(owner_id, account_id)
    return store.statements_of(account_id, limit, start)
