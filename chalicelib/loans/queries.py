"""Reads of loans: one, those of a wallet, what is owed, and whose interest is overdue."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.ledger.public import Account, AccountKey, errors, find_account, find_accounts
from chalicelib.loans import events, store
from chalicelib.loans.errors import UnknownLoan
from chalicelib.loans.model import Loan, Status, accrued_interest
from chalicelib.platform.dynamo import Item
from chalicelib.platform.outbox import Delivery


def find_loan(loan_id: str, *, owner_id: str | None) -> Loan:
    """A loan of `owner_id`; of anybody for who decides (None). Raises UnknownLoan, for another's too."""
    loan = store.find_loan(loan_id)
    if loan is None or owner_id not in (None, loan.owner_id):
        raise UnknownLoan("No such loan")
    return loan


def outstanding(loan: Loan, now: datetime) -> int | None:
    """What is owed on a loan that runs, in minor units, with the interest that is due but not posted yet."""
    return _owed(loan, find_account(loan.owner_id, loan.loan_id, now), now) if loan.disbursed_at else None


def overdue_interest(by: datetime, now: datetime) -> Iterator[Delivery]:
    """The start of each loan's interest that should have been posted `by` a time and was not. Reads every loan."""
    for loan in store.every_loan():
        if loan.status == "APPROVED" and loan.disbursed_at and loan.rate_ppm:
            number = loan.months_over(by)
            if number > loan.accrued_months:
                yield events.overdue_interest(loan, number, now)


def loans_of_wallet(
    owner_id: str, wallet_id: str, now: datetime, *, limit: int, start: Item | None
) -> tuple[list[tuple[Loan, int | None]], Item | None]:
    """One page of a wallet's loans with what is owed on each, newest first. Raises UnknownAccount, for what is no wallet too."""
    if find_account(owner_id, wallet_id, now).product != "wallet":
        raise errors.UnknownAccount("No such wallet")
    loans, rest = store.loans_of_wallet(wallet_id, limit, start)
    return _with_owed(loans, now), rest


def list_loans(
    owner_id: str, now: datetime, *, limit: int, start: Item | None
) -> tuple[list[tuple[Loan, int | None]], Item | None]:
    """A page of an owner's loans with what is owed on each, newest first, and the key to go on from."""
    loans, rest = store.loans_of(owner_id, limit, start)
    return _with_owed(loans, now), rest


def loans_by_status(
    status: Status, now: datetime, *, limit: int, start: Item | None
) -> tuple[list[tuple[Loan, int | None]], Item | None]:
    """A page of everybody's loans in a status with what is owed on each, newest first, and the key to go on from."""
    loans, rest = store.loans_by_status(status, limit, start)
    return _with_owed(loans, now), rest


def _with_owed(loans: list[Loan], now: datetime) -> list[tuple[Loan, int | None]]:
    running = [AccountKey(loan.owner_id, loan.loan_id) for loan in loans if loan.disbursed_at]
    accounts = find_accounts(running, now) if running else {}
    return [(loan, _owed(loan, accounts[loan.loan_id], now) if loan.disbursed_at else None) for loan in loans]


def _owed(loan: Loan, account: Account, now: datetime) -> int:
    owed = -account.posted_minor
    return owed + accrued_interest(loan, owed, now)[0]
