"""Facts of loans, and where each is delivered."""

from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.kernel.months import after_months
from chalicelib.loans.model import Loan
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery


def approved(loan: Loan, call: Call) -> list[Delivery]:
    """`LOAN_APPROVED`: the wallet side pays it out."""
    event = {
        "loanId": loan.loan_id,
        "walletId": loan.wallet_id,
        "ownerId": loan.owner_id,
        "amountMinor": str(loan.principal_minor),
        "currency": loan.currency,
        "correlationId": call.correlation_id,
    }
    return [outbox.to_topic("loan_events", "LOAN_APPROVED", event), _mail("LOAN.APPROVED", loan, call)]


def rejected(loan: Loan, call: Call) -> list[Delivery]:
    event = {"loanId": loan.loan_id, "correlationId": call.correlation_id}
    return [outbox.to_topic("loan_events", "LOAN_REJECTED", event), _mail("LOAN.REJECTED", loan, call)]


def next_interest(loan: Loan, now: datetime) -> Delivery:
    """The next month's interest: a schedule of the loan's own, so no list of all loans is read for it."""
    return outbox.to_schedule(*_interest(loan, loan.months_over(now) + 1))


def overdue_interest(loan: Loan, number: int, now: datetime) -> Delivery:
    """The interest of month `number`, which its schedule should have had posted."""
    return outbox.to_execution_again(*_interest(loan, number), now=now)


def _interest(loan: Loan, number: int) -> tuple[str, datetime, str, dict[str, str]]:
    """The run for month `number`: its name, when it is due, machine and input."""
    at = after_months(clock.from_text(loan.disbursed_at), number)
    return f"loan-{loan.loan_id}-{number}", at, "loans_interest", {"loanId": loan.loan_id, "number": str(number)}


def _mail(template: str, loan: Loan, call: Call) -> Delivery:
    data = {
        "loanId": loan.loan_id,
        "amount": to_decimal(loan.principal_minor, loan.currency),
        "currency": loan.currency,
        "termMonths": loan.term_months,
    }
    return outbox.mail(loan.loan_id, template, loan.owner_id, data, call.correlation_id)
