"""Wire shapes of loans. Rates are yearly percentages with at most four decimals."""

from typing import Annotated, Literal

import msgspec

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.loans.model import MAXIMUM_TERM_MONTHS, Instalment, Loan, Standing
from chalicelib.platform.schemas import Amount, Body, Identifier, Percentage, Reply


class LoanRequest(Body):
    wallet_id: Identifier
    amount: Amount
    interest_rate: Percentage
    term_months: Annotated[int, msgspec.Meta(ge=1, le=MAXIMUM_TERM_MONTHS)]


class RepayRequest(Body):
    amount: Amount


class LoanReply(Reply):
    loan_id: Identifier
    wallet_id: Identifier
    amount: str
    currency: str
    interest_rate: str
    term_months: int
    status: str
    created_at: str
    disbursed_at: str | None
    outstanding: str | None = None

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
    items: list[LoanReply]
    next_cursor: str | None


class InstalmentReply(Reply):
    number: int
    due_at: str
    payment: str
    principal: str
    interest: str
    balance: str
    status: Literal["PAID", "OVERDUE", "COMING"]

    @classmethod
    def of(cls, each: Instalment, status: str, currency: str) -> "InstalmentReply":
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
    """The next instalment that asks for something; what is overdue is part of it."""

    due_at: str
    amount: str


class ScheduleReply(Reply):
    """The plan as it is after what was paid. `overdue` is what is owed above the plan by today, since `overdueSince`."""

    loan_id: Identifier
    currency: str
    total_interest: str
    next_due: DueReply | None
    overdue: str
    overdue_since: str | None
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


class Repaid(Reply):
    transaction_id: Identifier
    loan_id: Identifier
    outstanding: str
    status: str
    wallet_balance: str
    currency: str


def percent_of(ppm: int) -> str:
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
