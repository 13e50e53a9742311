"""Wire shapes of wallets."""

from chalicelib.kernel.money import DEFAULT_CURRENCY
from chalicelib.platform.schemas import Amount, Body, Currency, Identifier, Reply


class OpenWalletRequest(Body):
    currency: Currency = DEFAULT_CURRENCY


class MoveRequest(Body):
    amount: Amount


class Wallet(Reply):
    wallet_id: Identifier
    balance: str
    posted: str
    held: str
    available: str
    currency: str


class WalletMove(Reply):
    transaction_id: Identifier
    wallet_id: Identifier
    balance: str
    posted: str
    held: str
    available: str
    currency: str
