"""The items of `loan-table`: one a loan, found by id or by its wallet."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.kernel import clock
from chalicelib.loans.errors import LoanNotPending
from chalicelib.loans.model import Loan, Status
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item

TABLE = "loan-table"
_PENDING = "#status = :pending"
_LOAN = Codec(Loan, names={"principal_minor": "principal"})


def new_loan(loan: Loan) -> Change:
    return dynamo.put_new("loan", TABLE, "loan_id", _LOAN.to_item(loan))


def find_loan(loan_id: str) -> Loan | None:
    return _LOAN.found(dynamo.get(TABLE, {"loan_id": loan_id}))


def every_loan() -> Iterator[Loan]:
    """All loans of the bank: for verifying only."""
    return map(_LOAN.to_model, dynamo.scan_all(TABLE))


def loans_of_wallet(wallet_id: str, limit: int, start: Item | None) -> tuple[list[Loan], Item | None]:
    """One page of a wallet's loans, newest first."""
    items, rest = dynamo.query(
        TABLE, "wallet_id = :wallet", index="by-wallet", limit=limit, start=start, newest_first=True, wallet=wallet_id
    )
    return [_LOAN.to_model(item) for item in items], rest


def loans_of(owner_id: str, limit: int, start: Item | None) -> tuple[list[Loan], Item | None]:
    """One page of an owner's loans, newest first."""
    items, rest = dynamo.owned(TABLE, owner_id, limit, start)
    return [_LOAN.to_model(item) for item in items], rest


def loans_by_status(status: Status, limit: int, start: Item | None) -> tuple[list[Loan], Item | None]:
    """One page of everybody's loans in a status, newest first."""
    items, rest = dynamo.query(
        TABLE, "#status = :status", index="by-status", limit=limit, start=start, newest_first=True, status=status
    )
    return [_LOAN.to_model(item) for item in items], rest


def undecided(loan: Loan) -> Change:
    """Only a condition: raises LoanNotPending when it has been decided."""
    change = dynamo.check("loan", TABLE, {"loan_id": loan.loan_id}, _PENDING, pending="PENDING")
    return replace(change, refusal=LoanNotPending("The loan has been decided"))


def decided(loan: Loan, call: Call) -> Change:
    """The caller's decision, its status, once: raises LoanNotPending when it has been decided."""
    assign = {"status": loan.status, "decided_by": call.caller_id, "decided_at": clock.to_text(call.now)}
    change = dynamo.update("loan", TABLE, {"loan_id": loan.loan_id}, assign, condition=_PENDING, pending="PENDING")
    return replace(change, refusal=LoanNotPending("The loan has been decided"))


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
