"""Apply for a loan: it waits for a decision."""

from collections.abc import Callable

from chalicelib.kernel import clock, ids
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import Account, errors
from chalicelib.loans import store
from chalicelib.loans.errors import CurrencyNotLent, LoanTooLarge
from chalicelib.loans.model import MAXIMUM, Loan
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


def apply_for_loan(
    wallet: Account, amount: str, rate_ppm: int, term_months: int, call: Call, *, render: Callable[[Loan], dict[str, object]]
) -> Receipt:
    """Records the application for the owner of `wallet` and returns the answer made by `render(loan)`.

    Raises UnknownAccount, InvalidRequest, CurrencyNotLent, LoanTooLarge.
    """
    if wallet.product != "wallet":
        raise errors.UnknownAccount("No such wallet")
    minor = Money.parse(amount, wallet.currency).minor
    maximum = MAXIMUM.of(wallet.currency)
    if maximum is None:
        raise CurrencyNotLent(f"The bank lends nothing in {wallet.currency}", currency=wallet.currency)
    if minor > maximum.minor:
        raise LoanTooLarge(f"The bank lends at most {maximum}", maximum=str(maximum), currency=wallet.currency)
    loan = Loan(
        loan_id=ids.new_id(call.now),
        owner_id=wallet.owner_id,
        wallet_id=wallet.account_id,
        principal_minor=minor,
        currency=wallet.currency,
        rate_ppm=rate_ppm,
        term_months=term_months,
        status="PENDING",
        created_at=clock.to_text(call.now),
    )
    receipt = Receipt(201, render(loan))
    dynamo.transact([store.new_loan(loan), call.record(receipt)])
    return receipt
