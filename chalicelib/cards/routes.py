"""REST routes of cards: list, activate, freeze, purchase, save money, pay off."""

from functools import partial

from chalicelib.cards import postings, queries
from chalicelib.cards.errors import (
    CardNotActive,
    CreditLimitExceeded,
    NotACreditCard,
    NotADebitCard,
    TransactionsRequired,
    UnknownCard,
)
from chalicelib.cards.model import CURRENCY, Card, Purchase
from chalicelib.cards.operations.activate_card import activate_card
from chalicelib.cards.operations.freeze_card import freeze_card, unfreeze_card
from chalicelib.cards.operations.make_purchase import make_purchase
from chalicelib.cards.operations.move_money import move_money
from chalicelib.cards.operations.post_purchase import make_posting
from chalicelib.cards.schemas import (
    Activated,
    ActivateRequest,
    CardPage,
    CardTransaction,
    CardView,
    PayRequest,
    PurchaseRequest,
    SaveRequest,
)
from chalicelib.fraud import public as fraud
from chalicelib.kernel.failures import AccountBusy, OutcomeUnknown
from chalicelib.ledger.public import Account, Posting, errors
from chalicelib.platform import paging, schemas
from chalicelib.platform.funding import FundingSourceRequired
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(
    __name__,
    tag="Cards",
    about="A debit and a credit card for every customer: buy, add money, pay off",
    card_id="a card of the caller, as GET /cards lists it",
)
_STATE = (UnknownCard, CardNotActive, errors.AccountClosed)


@routes.get("/cards", summary="The caller's cards and their balances", query=paging.Page, answer=CardPage)
def list_cards(request: Request[None, paging.Page]) -> Answer:
    """One debit and one credit card for every customer, a moment after registration."""
    found, cursor = paging.page(request, partial(queries.list_cards, request.caller.user_id, request.now))
    return Answer(200, CardPage(items=[_view(*each) for each in found], next_cursor=cursor))


@routes.get("/cards/{card_id}", summary="One card and its balances", answer=CardView, failures=(UnknownCard,))
def get_card(request: Request[None, None]) -> Answer:
    """The card as GET /cards lists it. GET /card/{card_id} asks for a report of its transactions."""
    return Answer(200, _view(*queries.find_with_money(request.caller.user_id, request.path["card_id"], request.now)))


@routes.post(
    "/card/activate",
    summary="Activate the credit card after ten completed transactions; it also happens by itself",
    body=ActivateRequest,
    answer=Activated,
    keys="record",
    failures=(UnknownCard, TransactionsRequired, AccountBusy),
)
def activate(request: Request[ActivateRequest, None]) -> Answer:
    """A credit card may be used after ten completed purchases and top-ups. One that is active already is answered so."""
    return Answer.of(activate_card(request.body.card_id, request.call))


@routes.post(
    "/card/{card_id}/freeze",
    summary="Freeze a card",
    answer=CardView,
    failures=(UnknownCard, errors.AccountClosed, AccountBusy),
)
def freeze(request: Request[None, None]) -> Answer:
    """Nothing is bought with it from here on; money may still come in. One that is frozen is answered so."""
    return Answer(200, _view(*freeze_card(request.path["card_id"], request.call)))


@routes.post(
    "/card/{card_id}/unfreeze",
    summary="Unfreeze a card",
    answer=CardView,
    failures=(UnknownCard, errors.AccountClosed, errors.OwnerFrozen, AccountBusy),
)
def unfreeze(request: Request[None, None]) -> Answer:
    """Takes the caller's own freeze back. While the bank has frozen everything of the customer it stays."""
    return Answer(200, _view(*unfreeze_card(request.path["card_id"], request.call)))


@routes.post(
    "/transactions/purchase",
    summary="Buy something with a card",
    status=201,
    location="/transactions/{cardId}",
    body=PurchaseRequest,
    answer=CardTransaction,
    keys="ledger",
    dry_run=True,
    failures=(
        *_STATE,
        errors.AccountFrozen,
        errors.InsufficientFunds,
        CreditLimitExceeded,
        fraud.MerchantBlocked,
        fraud.DeclinedByPolicy,
        fraud.UnderReview,
        OutcomeUnknown,
    ),
)
def purchase(request: Request[PurchaseRequest, None]) -> Answer:
    """Screens the merchant, takes the money in one posting and answers with the outcome. A refusal is a problem document."""
    asked = Purchase(
        request.caller.user_id,
        request.body.card_id,
        request.body.merchant,
        schemas.money(request.body.amount, CURRENCY),
        request.call,
    )
    receipt = make_posting(asked) if request.call.dry_run else make_purchase(asked)
    return Answer.of(receipt)


@routes.post(
    "/transactions/save/{card_id}",
    summary="Add money to a debit card",
    status=201,
    location="/transactions/{cardId}",
    body=SaveRequest,
    answer=CardTransaction,
    keys="ledger",
    dry_run=True,
    failures=(*_STATE, NotADebitCard, FundingSourceRequired),
)
def save(request: Request[SaveRequest, None]) -> Answer:
    """Pays money into a debit card. It counts towards the activation of the credit card."""
    money = schemas.money(request.body.amount, CURRENCY)
    return _move(postings.top_up(request.path["card_id"], money, request.body.merchant, request.call))


@routes.post(
    "/card/paid/{card_id}",
    summary="Pay off what is used of a credit card",
    status=201,
    location="/transactions/{cardId}",
    body=PayRequest,
    answer=CardTransaction,
    keys="ledger",
    dry_run=True,
    failures=(*_STATE, NotACreditCard, errors.Overpayment, FundingSourceRequired),
)
def pay(request: Request[PayRequest, None]) -> Answer:
    """Pays off what is used of a credit card, or a part of it, so that it can be used again."""
    return _move(postings.pay_off(request.path["card_id"], schemas.money(request.body.amount, CURRENCY), request.call))


def _move(posting: Posting) -> Answer:
    receipt = move_money(posting)
    return Answer.of(receipt)


def _view(card: Card, account: Account) -> CardView:
    figures = account.balances()
    by_type = {"balance": figures["balance"]} if card.type == "DEBIT" else {"used": figures["balance"], "limit": card.limit}
    return CardView(
        card_id=card.card_id,
        type=card.type,
        status=card.status,
        frozen=account.status == "FROZEN",
        last4=card.last4,
        currency=card.currency,
        posted=figures["posted"],
        held=figures["held"],
        available=figures["available"],
        **by_type,
    )
