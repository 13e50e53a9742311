"""Wire shapes of loans. Rates are yearly percentages with at most four decimals."""

from typing import Annotated, Literal

import msgspec

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.loans.model import MAXIMUM_TERM_MONTHS, Instalment, Loan, Standing, Status
from chalicelib.platform import paging
from chalicelib.platform.own_words import OwnWords, OwnWordsReply
from chalicelib.platform.schemas import (
    Amount,
    AmountText,
    Balance,
    Body,
    Currency,
    Identifier,
    Percentage,
    PercentageText,
    Reply,
    Timestamp,
)


class LoanRequest(Body):
    """A loan to apply for.

    wallet_id: the wallet that it is paid to, and repaid from
    amount: how much to borrow, in the currency of the wallet
    interest_rate: the yearly rate
    term_months: in how many monthly instalments it is repaid, such as 12
    """

    wallet_id: Identifier
    amount: Amount
    interest_rate: Percentage
    term_months: Annotated[int, msgspec.Meta(ge=1, le=MAXIMUM_TERM_MONTHS)]


class LoansQuery(paging.Page):
    """Which loans.

    status: those that wait for a decision, or what became of the others
    """

    status: Status = "PENDING"


class RepayRequest(OwnWords):
    """How much to repay.

    amount: at most what is owed with the interest so far
    """

    amount: Amount


class LoanReply(Reply):
    """A loan as it stands.

    loan_id: the id of the loan
    wallet_id: the wallet that it is paid to, and repaid from
    amount: how much was borrowed
    currency: the currency of the wallet
    interest_rate: the yearly rate
    term_months: the number of monthly instalments, such as 12
    status: PENDING until decided; APPROVED until PAID_OFF; or REJECTED
    created_at: when it was applied for
    disbursed_at: when it was paid out; null before
    outstanding: what is owed without the interest of this month; null before it was paid out
    """

    loan_id: Identifier
    wallet_id: Identifier
    amount: AmountText
    currency: Currency
    interest_rate: PercentageText
    term_months: int
    status: Status
    created_at: Timestamp
    disbursed_at: Timestamp | None
    outstanding: Balance | None = None

    @classmethod
    def of(cls, loan: Loan, outstanding_minor: int | None = None) -> "LoanReply":
        owed = None if outstanding_minor is None else to_decimal(outstanding_minor, loan.currency)
        return cls(
            loan_id=loan.loan_id,
            wallet_id=loan.wallet_id,
            amount=to_decimal(loan.principal_minor, loan.currency),
            currency=loan.currency,
            interest_rate=percent_of(loan.rate_ppm),
            term_months=loan.term_months,
            status=loan.status,
            created_at=loan.created_at,
            disbursed_at=loan.disbursed_at or None,
            outstanding=owed,
        )


class LoanPage(Reply):
    """A page of loans, newest first.

    items: the loans
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[LoanReply]
    next_cursor: str | None


class InstalmentReply(Reply):
    """One instalment of the repayment plan.

    number: which one it is, such as 1
    due_at: when it is due
    payment: what is paid: principal and interest
    principal: the part that pays the loan back
    interest: the part that pays for the time
    balance: what is owed after it
    status: PAID, OVERDUE, or COMING
    """

    number: int
    due_at: Timestamp
    payment: Balance
    principal: Balance
    interest: Balance
    balance: Balance
    status: Literal["PAID", "OVERDUE", "COMING"]

    @classmethod
    def of(cls, each: Instalment, status: Literal["PAID", "OVERDUE", "COMING"], currency: str) -> "InstalmentReply":
        def decimal(minor: int) -> str:
            return to_decimal(minor, currency)

        return cls(
            number=each.number,
            due_at=clock.to_text(each.due_at),
            payment=decimal(each.payment_minor),
            principal=decimal(each.principal_minor),
            interest=decimal(each.interest_minor),
            balance=decimal(each.balance_minor),
            status=status,
        )


class DueReply(Reply):
    """The next instalment that asks for something; what is overdue is part of it.

    due_at: when it is due
    amount: how much is paid then
    """

    due_at: Timestamp
    amount: AmountText


class ScheduleReply(Reply):
    """The repayment plan of a loan, as it is after what was paid.

    loan_id: the loan
    currency: the currency of the loan
    total_interest: what the loan costs over its whole term
    next_due: the next instalment that asks for something, with what is overdue; null where nothing is due any more
    overdue: what is owed above the plan by today
    overdue_since: since when; null where nothing is overdue
    items: the instalments, first to last
    """

    loan_id: Identifier
    currency: Currency
    total_interest: Balance
    next_due: DueReply | None
    overdue: Balance
    overdue_since: Timestamp | None
    items: list[InstalmentReply]

    @classmethod
    def of(cls, loan: Loan, standing: Standing) -> "ScheduleReply":
        def decimal(minor: int) -> str:
            return to_decimal(minor, loan.currency)

        due, since = standing.next_due, standing.overdue_since
        return cls(
            loan_id=loan.loan_id,
            currency=loan.currency,
            total_interest=decimal(standing.interest_minor),
            next_due=DueReply(due_at=clock.to_text(due.due_at), amount=decimal(due.payment_minor)) if due else None,
            overdue=decimal(standing.overdue_minor),
            overdue_since=clock.to_text(since) if since else None,
            items=[InstalmentReply.of(each, standing.state_of(each), loan.currency) for each in standing.instalments],
        )


class Repaid(OwnWordsReply):
    """The loan after a repayment.

    transaction_id: the id of the repayment
    loan_id: the loan
    outstanding: what is still owed
    status: PAID_OFF when nothing is owed any more
    wallet_balance: what the wallet holds now
    currency: the currency of the loan
    """

    transaction_id: Identifier
    loan_id: Identifier
    outstanding: Balance
    status: Status
    wallet_balance: Balance
    currency: Currency


def percent_of(ppm: int) -> str:
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
