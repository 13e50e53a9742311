"""The items of `loan-table`: one a loan, found by id or by its wallet."""

from collections.abc import Iterator

from chalicelib.kernel import clock
from chalicelib.loans.model import Loan
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item

TABLE = "loan-table"


def new_loan(loan: Loan) -> Change:
    return dynamo.put_new("loan", TABLE, "loan_id", _from_loan(loan))


def find_loan(loan_id: str) -> Loan | None:
    item = dynamo.get(TABLE, {"loan_id": loan_id})
    return _to_loan(item) if item else None


def every_loan() -> Iterator[Loan]:
    """All loans of the bank: for verifying only."""
    return map(_to_loan, dynamo.scan_all(TABLE))


def loans_of_wallet(wallet_id: str, limit: int, start: Item | None) -> tuple[list[Loan], Item | None]:
    """One page of a wallet's loans, newest first."""
    items, rest = dynamo.query(
        TABLE, "wallet_id = :wallet", index="by-wallet", limit=limit, start=start, newest_first=True, wallet=wallet_id
    )
    return [_to_loan(item) for item in items], rest


def decided(loan: Loan, status: str, call: Call) -> Change:
    """The caller's decision, once: refused under `loan` unless it is PENDING."""
    assign = {"status": status, "decided_by": call.caller_id, "decided_at": clock.to_text(call.now)}
    return dynamo.update("loan", TABLE, {"loan_id": loan.loan_id}, assign, condition="#status = :pending", pending="PENDING")


def disbursed(loan_id: str, at: str) -> Change:
    """The loan runs from `at`, once: refused when it runs already."""
    condition = "attribute_exists(loan_id) AND disbursed_at = :never"
    return dynamo.update("loan", TABLE, {"loan_id": loan_id}, {"disbursed_at": at}, condition=condition, never="")


def accrued(loan: Loan, months: int, *, paid_off: bool) -> Change:
    """`months` more have been posted; refused under `loan` when somebody else posted them meanwhile."""
    assign = {"accrued_months": loan.accrued_months + months, "status": "PAID_OFF" if paid_off else "APPROVED"}
    return dynamo.update(
        "loan",
        TABLE,
        {"loan_id": loan.loan_id},
        assign,
        condition="accrued_months = :read AND #status = :approved",
        read=loan.accrued_months,
        approved="APPROVED",
    )


def _from_loan(loan: Loan) -> Item:
    return {
        "loan_id": loan.loan_id,
        "owner_id": loan.owner_id,
        "wallet_id": loan.wallet_id,
        "principal": loan.principal_minor,
        "currency": loan.currency,
        "rate_ppm": loan.rate_ppm,
        "term_months": loan.term_months,
        "status": loan.status,
        "created_at": loan.created_at,
        "disbursed_at": loan.disbursed_at,
        "accrued_months": loan.accrued_months,
    }


def _to_loan(item: Item) -> Loan:
    return Loan(
        loan_id=item["loan_id"],
        owner_id=item["owner_id"],
        wallet_id=item["wallet_id"],
        principal_minor=item["principal"],
        currency=item["currency"],
        rate_ppm=item["rate_ppm"],
        term_months=item["term_months"],
        status=item["status"],
        created_at=item["created_at"],
        disbursed_at=item["disbursed_at"],
        accrued_months=item["accrued_months"],
    )
