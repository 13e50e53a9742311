"""Wire shapes of wallets."""

from chalicelib.kernel.money import DEFAULT_CURRENCY
from chalicelib.platform.own_words import FiguresAndWords, OwnWords
from chalicelib.platform.schemas import Amount, Body, Currency, Figures, Identifier, Reply


class OpenWalletRequest(Body):
    """The wallet to open.

    currency: what the wallet is kept in; it cannot be changed later
    """

    currency: Currency = DEFAULT_CURRENCY


class MoveRequest(OwnWords):
    """How much to add or take out.

    amount: how much, in the currency of the wallet
    """

    amount: Amount


class Wallet(Figures):
    """A wallet with its balances.

    wallet_id: the id of the wallet
    """

    wallet_id: Identifier


class WalletPage(Reply):
    """A page of the caller's wallets, newest first.

    items: the wallets
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[Wallet]
    next_cursor: str | None


class WalletMove(FiguresAndWords):
    """A wallet after money was added or taken out.

    transaction_id: the id of the movement
    wallet_id: the wallet
    """

    transaction_id: Identifier
    wallet_id: Identifier
