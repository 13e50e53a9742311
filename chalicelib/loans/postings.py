"""Every journal entry a loan can cause beside its payout: repayments and interest."""

from collections.abc import Mapping

from chalicelib.kernel.money import Money
from chalicelib.ledger.public import Account, AccountKey, Draft, Leg, Posted, Posting, bank_leg, errors
from chalicelib.loans import events, store
from chalicelib.loans.errors import LoanNotActive
from chalicelib.loans.model import Loan, accrued_interest
from chalicelib.platform.call import Call


def repayment(loan: Loan, amount: str, call: Call) -> Posting:
    """Interest due so far, then the amount out of the wallet; more than what is owed is refused as overpayment.

    A loan that was not paid out has no account yet: its refusal is remembered like any other.
    """
    minor = Money.parse(amount, loan.currency).minor
    wallet_key, loan_key = AccountKey(loan.owner_id, loan.wallet_id), AccountKey(loan.owner_id, loan.loan_id)

    def compose(accounts: Mapping[str, Account]) -> Draft:
        if not loan.disbursed_at:
            raise LoanNotActive("The loan has not been paid out", loanStatus=loan.status)
        if loan.status == "PAID_OFF":
            raise LoanNotActive("The loan is paid off", loanStatus=loan.status)
        owed = -accounts[loan.loan_id].posted_minor
        interest, months = accrued_interest(loan, owed, call.now)
        if minor > owed + interest:
            owing = accounts[loan.loan_id].decimal(owed + interest)
            raise errors.Overpayment(f"{owing} is owed", owed=owing)
        rest = owed + interest - minor
        legs = [
            Leg(loan.wallet_id, -minor, loan.currency, loan.owner_id),
            Leg(loan.loan_id, minor, loan.currency, loan.owner_id),
        ]
        if interest:
            legs += [
                Leg(loan.loan_id, -interest, loan.currency, loan.owner_id),
                bank_leg("interest", interest, loan.currency),
            ]
        changed = store.accrued(loan, months, paid_off=rest == 0)
        # The loan's entry is the repayment less the interest: what each was, both entries say.
        parts = {"repaid": accounts[loan.loan_id].decimal(minor), "interest": accounts[loan.loan_id].decimal(interest)}
        told = {"type": "LOAN_REPAYMENT", "loanId": loan.loan_id, **parts}
        return Draft(legs, {loan.wallet_id: told, loan.loan_id: told}, changes=(changed,))

    def render(posted: Posted) -> dict[str, object]:
        account, wallet = posted.accounts[loan.loan_id], posted.accounts[loan.wallet_id]
        return {
            "transactionId": posted.posting_id,
            "loanId": loan.loan_id,
            "outstanding": account.decimal(-account.posted_minor),
            "status": "APPROVED" if account.posted_minor else "PAID_OFF",
            "walletBalance": wallet.decimal(wallet.posted_minor),
            "currency": loan.currency,
        }

    return Posting(
        "loan.repaid",
        call,
        compose,
        render,
        accounts=(wallet_key, loan_key) if loan.disbursed_at else (wallet_key,),
        status=200,
    )


def interest(loan: Loan, call: Call) -> Posting:
    """The interest of the months that are over. Once per month, whoever asks."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        amount, months = accrued_interest(loan, -accounts[loan.loan_id].posted_minor, call.now)
        legs = (
            Leg(loan.loan_id, -amount, loan.currency, loan.owner_id),
            bank_leg("interest", amount, loan.currency),
        )
        changed = store.accrued(loan, months, paid_off=False)
        told = {"type": "LOAN_INTEREST", "loanId": loan.loan_id, "months": months}
        return Draft(legs, {loan.loan_id: told}, changes=(changed,))

    key = f"{loan.loan_id}:{loan.accrued_months}"
    return Posting(
        "loan.interest",
        call.under(loan.owner_id, "loan interest", key, {"loan": loan.loan_id, "from": loan.accrued_months}),
        compose,
        lambda posted: {"transactionId": posted.posting_id},
        accounts=(AccountKey(loan.owner_id, loan.loan_id),),
        deliver=lambda posted: [events.next_interest(loan, call.now)],
    )
