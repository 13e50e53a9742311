"""REST routes of wallets."""

from functools import partial

from chalicelib.fraud import public as fraud
from chalicelib.kernel import money
from chalicelib.ledger.public import errors, find_account, post
from chalicelib.platform import paging
from chalicelib.platform.funding import FundingSourceRequired
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import amount_text
from chalicelib.wallets import postings, queries
from chalicelib.wallets.operations.open_wallet import open_wallet
from chalicelib.wallets.schemas import MoveRequest, OpenWalletRequest, Wallet, WalletMove, WalletPage

routes = Routes(__name__, tag="Wallets", about="Wallets: open, read, credit, debit", wallet_id="what POST /wallet answered")
_REFUSALS = (errors.UnknownAccount, errors.AccountClosed, errors.AccountFrozen, errors.InsufficientFunds)


@routes.post(
    "/wallet",
    summary="Open a wallet",
    status=201,
    location="/wallet/{walletId}",
    body=OpenWalletRequest,
    answer=Wallet,
    keys="record",
    failures=(errors.OwnerFrozen,),
)
def create_wallet(request: Request[OpenWalletRequest, None]) -> Answer:
    """Opens an empty wallet for the caller. It can be used at once."""
    money.exponent_of(request.body.currency)
    return Answer.of(open_wallet(request.body.currency, request.call))


@routes.get("/wallets", summary="The caller's wallets, newest first", query=paging.Page, answer=WalletPage)
def list_wallets(request: Request[None, paging.Page]) -> Answer:
    """Every wallet of the caller with its balances."""
    found, cursor = paging.page(request, partial(queries.list_wallets, request.caller.user_id, request.now))
    items = [{"walletId": wallet.account_id, **wallet.balances()} for wallet in found]
    return Answer(200, {"items": items, "nextCursor": cursor})


@routes.get("/wallet/{wallet_id}", summary="A wallet and its balance", answer=Wallet, failures=(errors.UnknownAccount,))
def get_wallet(request: Request[None, None]) -> Answer:
    """The wallet with its balances as the ledger has them at this moment."""
    wallet_id = request.path["wallet_id"]
    account = find_account(request.caller.user_id, wallet_id, request.now)
    postings.find_wallet({wallet_id: account}, wallet_id)
    return Answer(200, {"walletId": wallet_id, **account.balances()})


@routes.post(
    "/wallet/{wallet_id}/credit",
    summary="Add money to a wallet",
    body=MoveRequest,
    answer=WalletMove,
    keys="ledger",
    dry_run=True,
    failures=(*_REFUSALS, FundingSourceRequired),
)
def credit_wallet(request: Request[MoveRequest, None]) -> Answer:
    """Adds money to the wallet and answers with the balances after it."""
    return _move(request, 1)


@routes.post(
    "/wallet/{wallet_id}/debit",
    summary="Take money out of a wallet",
    body=MoveRequest,
    answer=WalletMove,
    keys="ledger",
    dry_run=True,
    failures=(*_REFUSALS, fraud.DeclinedByPolicy, fraud.UnderReview),
)
def debit_wallet(request: Request[MoveRequest, None]) -> Answer:
    """Takes money out of the wallet, if there is as much, and answers with the balances after it."""
    return _move(request, -1)


def _move(request: Request[MoveRequest, None], sign: int) -> Answer:
    receipt = post(postings.move(request.path["wallet_id"], amount_text(request.body.amount), sign, request.call))
    return Answer.of(receipt)
