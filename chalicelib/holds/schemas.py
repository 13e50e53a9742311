"""Wire shapes of holds."""

from datetime import datetime
from typing import Literal

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.own_words import OwnWords, OwnWordsReply
from chalicelib.platform.schemas import Amount, AmountText, Balance, Currency, Identifier, Reply, Timestamp, moment


class PlaceHoldRequest(OwnWords):
    """What to reserve, until when, on an account or on a card: exactly one of the two ids.

    amount: how much to reserve, in the currency of the account
    expires_at: when the hold ends by itself, in the future
    account_id: a checking or savings account, a wallet, or the balance of POST /transactions
    card_id: a card
    """

    amount: Amount
    expires_at: Timestamp
    account_id: Identifier | None = None
    card_id: Identifier | None = None

    def target(self) -> str:
        """The ledger account to hold on. Raises InvalidRequest unless exactly one id is given."""
        given = [each for each in (self.account_id, self.card_id) if each is not None]
        if len(given) != 1:
            raise InvalidRequest(("accountId", "send accountId or cardId, exactly one of them"))
        return given[0]

    def end(self) -> datetime:
        """Raises InvalidRequest for what is no time."""
        return moment(self.expires_at, "expiresAt")


class CaptureHoldRequest(OwnWords):
    """How much of the hold to take.

    amount: at most what is left of the hold
    final: whether what is left after this is let go
    """

    amount: Amount
    final: bool = False


class HoldReply(OwnWordsReply):
    """A hold and what is left of it.

    hold_id: the id of the hold
    account_id: the account or card whose money is held
    status: ACTIVE, or how it ended: CAPTURED, VOIDED, or EXPIRED by the clock
    amount: how much was reserved
    captured: how much of it was taken so far
    remaining: how much of it still keeps money back
    currency: the currency of the account
    expires_at: when it ends by itself
    """

    hold_id: Identifier
    account_id: Identifier
    status: Literal["ACTIVE", "CAPTURED", "VOIDED", "EXPIRED"]
    amount: AmountText
    captured: Balance
    remaining: Balance
    currency: Currency
    expires_at: Timestamp


class HoldPage(Reply):
    """A page of the caller's holds, newest first.

    items: the holds
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[HoldReply]
    next_cursor: str | None


class HoldChanged(HoldReply):
    """A hold after a request, with the balances of its account.

    transaction_id: the id of what was done
    balance: the posted balance; of a credit card, what is used of it
    posted: what all postings so far add up to
    held: what open holds keep back
    available: what can be spent now
    """

    transaction_id: Identifier
    balance: Balance
    posted: Balance
    held: Balance
    available: Balance
