"""REST routes of loans."""

from functools import partial

from chalicelib.kernel.failures import OwnFile
from chalicelib.ledger.public import errors, find_account
from chalicelib.loans import queries
from chalicelib.loans.errors import CurrencyNotLent, LoanNotActive, LoanNotPending, LoanTooLarge, UnknownLoan
from chalicelib.loans.model import Loan, standing
from chalicelib.loans.operations import decide_loan
from chalicelib.loans.operations.apply_for_loan import apply_for_loan
from chalicelib.loans.operations.repay_loan import repay_loan
from chalicelib.loans.schemas import (
    LoanPage,
    LoanReply,
    LoanRequest,
    LoansQuery,
    Repaid,
    RepayRequest,
    ScheduleReply,
)  # fmt: skip
from chalicelib.platform import audit, paging, schemas
from chalicelib.platform.approval_routes import DecisionRequest, Proposed
from chalicelib.platform.approvals import ApprovalPending
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="Loans",
    about="Loans to a wallet: apply, decide, repay",
    loan_id="what POST /loan answered",
    wallet_id="the wallet the loans are paid to",
)


@routes.post(
    "/loan",
    summary="Apply for a loan",
    status=201,
    location="/loan/{loanId}",
    body=LoanRequest,
    answer=LoanReply,
    keys="record",
    failures=(errors.UnknownAccount, LoanTooLarge, CurrencyNotLent),
)
def apply(request: Request[LoanRequest, None]) -> Answer:
    """Asks for a loan to a wallet of the caller. It stays PENDING until the bank has decided."""
    body = request.body
    wallet = find_account(request.caller.user_id, body.wallet_id, request.now)
    receipt = apply_for_loan(
        wallet,
        schemas.amount_text(body.amount),
        schemas.percentage(body.interest_rate),
        body.term_months,
        request.call,
        render=_render,
    )
    return Answer.of(receipt)


@routes.get("/loans", summary="The caller's loans, newest first", query=paging.Page, answer=LoanPage)
def list_loans(request: Request[None, paging.Page]) -> Answer:
    """Every loan that the caller asked for, whatever became of it."""
    found, cursor = paging.page(request, partial(queries.list_loans, request.caller.user_id, request.now))
    return Answer(200, LoanPage(items=[LoanReply.of(*each) for each in found], next_cursor=cursor))


@routes.get("/loan/{loan_id}", summary="A loan", answer=LoanReply, failures=(UnknownLoan,))
def get_loan(request: Request[None, None]) -> Answer:
    """The loan as it stands, with what is owed of it."""
    loan = _own(request)
    return Answer(200, LoanReply.of(loan, queries.outstanding(loan, request.now)))


@routes.get(
    "/admin/loans", summary="Everybody's loans in a status, newest first", access="lending", query=LoansQuery, answer=LoanPage
)
def list_loans_to_decide(request: Request[None, LoansQuery]) -> Answer:
    """The loans that wait for a decision, or those that it went for or against, with what is owed on each."""
    found, cursor = paging.page(request, partial(queries.loans_by_status, request.query.status, request.now))
    audit.look("loan.look", request.call, [loan.owner_id for loan, _ in found])
    return Answer(200, LoanPage(items=[LoanReply.of(*each) for each in found], next_cursor=cursor))


@routes.get(
    "/admin/loans/{loan_id}", summary="Anybody's loan, to decide", access="lending", answer=LoanReply, failures=(UnknownLoan,)
)
def get_loan_to_decide(request: Request[None, None]) -> Answer:
    """The loan as it stands; the look at it is in the audit log."""
    loan = queries.find_loan(request.path["loan_id"], owner_id=None)
    audit.look("loan.look", request.call, [loan.owner_id], subject=loan.loan_id)
    return Answer(200, LoanReply.of(loan, queries.outstanding(loan, request.now)))


@routes.get(
    "/loan/by-wallet/{wallet_id}",
    summary="The loans of a wallet",
    query=paging.Page,
    answer=LoanPage,
    failures=(errors.UnknownAccount,),
)
def list_loans_of_wallet(request: Request[None, paging.Page]) -> Answer:
    """Every loan that was asked for with this wallet, whatever became of it."""
    of_wallet = partial(queries.loans_of_wallet, request.caller.user_id, request.path["wallet_id"], request.now)
    found, cursor = paging.page(request, of_wallet)
    return Answer(200, LoanPage(items=[LoanReply.of(*each) for each in found], next_cursor=cursor))


@routes.get("/loan/{loan_id}/schedule", summary="The repayment plan", answer=ScheduleReply, failures=(UnknownLoan,))
def get_schedule(request: Request[None, None]) -> Answer:
    """What is due when, after what was paid: each instalment with its state, the next one, and what is overdue."""
    loan = _own(request)
    owed = queries.outstanding(loan, request.now)
    return Answer(200, ScheduleReply.of(loan, standing(loan, loan.principal_minor if owed is None else owed, request.now)))


@routes.post(
    "/loan/{loan_id}/approve",
    summary="Approve a loan; its wallet is credited. Above a limit this proposes it to a second person: 202",
    access="lending",
    body=DecisionRequest,
    answer=LoanReply,
    accepted=Proposed,
    location="/admin/approvals/{approvalId}",
    keys="record",
    dry_run=True,
    failures=(UnknownLoan, LoanNotPending, OwnFile, ApprovalPending, errors.OwnerFrozen),
)
def approve_loan(request: Request[DecisionRequest, None]) -> Answer:
    """Decides for the loan; its wallet is credited exactly once, in the background."""
    return Answer.of(decide_loan.approve_loan(request.path["loan_id"], request.call, reason=request.body.words(), render=_render))


@routes.post(
    "/loan/{loan_id}/reject",
    summary="Reject a loan",
    access="lending",
    answer=LoanReply,
    keys="record",
    failures=(UnknownLoan, LoanNotPending, OwnFile),
)
def reject_loan(request: Request[None, None]) -> Answer:
    """Decides against the loan; no money moves."""
    return Answer.of(decide_loan.reject_loan(request.path["loan_id"], request.call, render=_render))


@routes.post(
    "/loan/{loan_id}/repay",
    summary="Repay from the wallet, up to an early pay-off",
    body=RepayRequest,
    answer=Repaid,
    keys="ledger",
    dry_run=True,
    failures=(
        UnknownLoan,
        LoanNotActive,
        errors.Overpayment,
        errors.InsufficientFunds,
        errors.AccountFrozen,
        errors.AccountClosed,
    ),
)
def repay(request: Request[RepayRequest, None]) -> Answer:
    """Pays from the loan's wallet: the interest so far first, then the principal. All that is owed pays it off early."""
    receipt = repay_loan(request.path["loan_id"], schemas.amount_text(request.body.amount), request.call)
    return Answer.of(receipt)


def _own(request: Request[object, object]) -> Loan:
    return queries.find_loan(request.path["loan_id"], owner_id=request.caller.user_id)


def _render(loan: Loan) -> dict[str, object]:
    return plain(LoanReply.of(loan))
