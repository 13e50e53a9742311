"""REST routes of holds. The clock in the ledger's judgement ends a hold; nothing has to run for that."""

from functools import partial

from chalicelib.holds.errors import CardNotActive
from chalicelib.holds.schemas import CaptureHoldRequest, HoldChanged, HoldPage, HoldReply, PlaceHoldRequest
from chalicelib.ledger import public as ledger
from chalicelib.ledger.public import Account, AccountKey, errors, find_hold
from chalicelib.platform import paging, schemas
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(
    __name__, tag="Holds", about="Money reserved now and taken, or let go, later", hold_id="what POST /holds answered"
)
# Where a customer's own spending may be reserved. Not on a loan or a savings goal: a capture would draw on them.
CARD_PRODUCTS = frozenset({"debit_card", "credit_card"})
ACCOUNT_PRODUCTS = frozenset({"checking", "savings", "wallet", "balance"})


@routes.post(
    "/holds",
    summary="Reserve money of an account or a card until a time",
    status=201, location="/holds/{holdId}",
    body=PlaceHoldRequest,
    answer=HoldChanged,
    keys="ledger",
    dry_run=True,
    failures=(errors.UnknownAccount, errors.AccountClosed, errors.AccountFrozen, CardNotActive,
              errors.InsufficientFunds, errors.TooManyHolds),
)  # fmt: skip
def create_hold(request: Request[PlaceHoldRequest, None]) -> Answer:
    """Keeps money back for a capture later. It lets go by itself when its time is over."""
    body = request.body
    by_card = body.card_id is not None

    def amount_of(account: Account) -> int:
        if account.product not in (CARD_PRODUCTS if by_card else ACCOUNT_PRODUCTS):
            raise errors.UnknownAccount("No such card" if by_card else "No such account")
        return schemas.money(body.amount, account.currency).minor

    receipt = ledger.place_hold(
        AccountKey(request.caller.user_id, body.target()),
        amount_of,
        body.end(),
        request.call,
        words={errors.AccountNotActive: CardNotActive} if by_card else {},
    )
    return Answer.of(receipt)


@routes.get("/holds", summary="The caller's holds, newest first", query=paging.Page, answer=HoldPage)
def list_holds(request: Request[None, paging.Page]) -> Answer:
    """Every hold that was placed on what the caller owns, whatever became of it."""
    found, cursor = paging.page(request, partial(ledger.list_holds, request.caller.user_id))
    return Answer(200, {"items": [hold.to_json(request.now) for hold in found], "nextCursor": cursor})


@routes.get("/holds/{hold_id}", summary="One hold", answer=HoldReply, failures=(errors.UnknownHold,))
def get_hold(request: Request[None, None]) -> Answer:
    """What became of a hold and what is left of it, judged by the clock."""
    hold = find_hold(request.caller.user_id, request.path["hold_id"])
    return Answer(200, hold.to_json(request.now))


@routes.post(
    "/holds/{hold_id}/capture",
    summary="Take money of a hold, in part or whole",
    body=CaptureHoldRequest,
    answer=HoldChanged,
    keys="ledger",
    dry_run=True,
    failures=(
        errors.UnknownHold,
        errors.HoldKept,
        errors.HoldEnded,
        errors.HoldExceeded,
        errors.AccountClosed,
        errors.AccountFrozen,
    ),
)
def capture_hold(request: Request[CaptureHoldRequest, None]) -> Answer:
    """Takes money that is held; several captures may add up to the whole hold. After a final one the rest is let go."""
    body = request.body
    receipt = ledger.capture_hold(
        request.caller.user_id,
        request.path["hold_id"],
        lambda account: schemas.money(body.amount, account.currency).minor,
        request.call,
        final=body.final,
    )
    return Answer.of(receipt)


@routes.post(
    "/holds/{hold_id}/void",
    summary="Let the rest of a hold go",
    answer=HoldChanged,
    keys="ledger",
    dry_run=True,
    failures=(errors.UnknownHold, errors.HoldKept, errors.HoldEnded, errors.AccountClosed),
)
def void_hold(request: Request[None, None]) -> Answer:
    """Ends the hold; what was not captured can be spent again."""
    receipt = ledger.void_hold(request.caller.user_id, request.path["hold_id"], request.call)
    return Answer.of(receipt)
