"""REST routes of payees: keep them, let them go, check their names."""

import msgspec

from chalicelib.accounts import public as accounts
from chalicelib.identity import public as identity
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.transfers import errors, names, queries
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.operations.keep_payee import keep_payee, let_payee_go
from chalicelib.transfers.payee_schemas import NameCheckReply, NameCheckRequest, PayeePage, PayeeReply, PayeeRequest

routes = Routes(__name__, tag="Payees", about="Whom a customer pays", payee_id="somebody whom the caller keeps")


@routes.post(
    "/api/v1/payees",
    summary="Keep somebody to pay",
    status=201,
    location="/api/v1/payees/{payeeId}",
    body=PayeeRequest,
    answer=PayeeReply,
    keys="record",
    authorized=True,
    failures=(errors.UnknownBeneficiary, errors.PayeeExists, errors.NameMismatch, TooManyRequests, identity.StepUpRequired,
              identity.AuthorizationMismatch, identity.EmailNotVerified),
)  # fmt: skip
def create_payee(request: Request[PayeeRequest, None]) -> Answer:
    """Looks whether the account is held under that name. Whoever is trusted, held under another name, or at another bank takes consent. What is
    paid to them on the first day is capped."""
    return Answer.of(keep_payee(request.body.command(), Payer(request.caller, request.authorization), request.call))


@routes.get("/api/v1/payees", summary="The caller's payees", query=paging.Page, answer=PayeePage)
def list_payees(request: Request[None, paging.Page]) -> Answer:
    """Those whom the caller keeps, in no order."""
    found, cursor = paging.page(request, queries.payees_of(request.caller.user_id))
    return Answer(200, {"items": [payee.told() for payee in found], "nextCursor": cursor})


@routes.get("/api/v1/payees/{payee_id}", summary="A payee", answer=PayeeReply, failures=(errors.UnknownPayee,))
def get_payee(request: Request[None, None]) -> Answer:
    """Somebody whom the caller keeps."""
    return Answer(200, queries.find_payee(request.caller.user_id, request.path["payee_id"]).told())


@routes.delete("/api/v1/payees/{payee_id}", summary="Let a payee go", answer=PayeeReply, failures=(errors.UnknownPayee,))
def delete_payee(request: Request[None, None]) -> Answer:
    """Answers who it was. When it was paid stays known: the one who is kept again has no second first day."""
    return Answer(200, let_payee_go(request.path["payee_id"], request.call).told())


@routes.post(
    "/api/v1/payees/check",
    summary="Check who holds an account",
    body=NameCheckRequest,
    answer=NameCheckReply,
    failures=(errors.UnknownBeneficiary, TooManyRequests),
)
def check_payee(request: Request[NameCheckRequest, None]) -> Answer:
    """Twenty an hour that find another name, together with payees that are kept and transfers by name."""
    holder = accounts.find_holder(request.body.account_number)
    if holder is None:
        raise errors.UnknownBeneficiary("No account of this bank has this number")
    result, name = names.check(request.body.name, holder.owner_id, request.caller.user_id)
    return Answer(200, NameCheckReply(result=result, name=name or msgspec.UNSET))
