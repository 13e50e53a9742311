"""Wire shapes of loans. Rates are yearly percentages with at most four decimals."""

from typing import Annotated

import msgspec

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.loans.model import MAXIMUM_TERM_MONTHS, Instalment, Loan
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

    @classmethod
    def of(cls, each: Instalment, currency: str) -> "InstalmentReply":
        def decimal(minor: int) -> str:
            return to_decimal(minor, currency)

        return cls(
            number=each.number,
            due_at=clock.to_text(each.due_at),
            payment=decimal(each.payment_minor),
            principal=decimal(each.principal_minor),
            interest=decimal(each.interest_minor),
            balance=decimal(each.balance_minor),
        )


class ScheduleReply(Reply):
    loan_id: Identifier
    currency: str
    total_interest: str
    items: list[InstalmentReply]


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
