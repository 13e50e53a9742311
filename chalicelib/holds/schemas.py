"""Wire shapes of holds."""

from datetime import datetime
from typing import Literal

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.schemas import Amount, Body, Identifier, Reply, Timestamp, moment


class PlaceHoldRequest(Body):
    """On an account or on a card: exactly one of the two ids."""

    amount: Amount
    expires_at: Timestamp
    account_id: Identifier | None = None
    card_id: Identifier | None = None

    def target(self) -> str:
        """The ledger account to hold on. Raises InvalidRequest unless exactly one id is given."""
        if (self.account_id is None) == (self.card_id is None):
            raise InvalidRequest(("accountId", "send accountId or cardId, exactly one of them"))
        return self.account_id or self.card_id

    def end(self) -> datetime:
        """Raises InvalidRequest for what is no time."""
        return moment(self.expires_at, "expiresAt")


class CaptureHoldRequest(Body):
    """`final` lets what is left of the hold go."""

    amount: Amount
    final: bool = False


class HoldReply(Reply):
    hold_id: Identifier
    account_id: Identifier
    status: Literal["ACTIVE", "CAPTURED", "VOIDED", "EXPIRED"]
    amount: str
    captured: str
    remaining: str
    currency: str
    expires_at: str


class HoldChanged(HoldReply):
    """A hold after a request, with the balances of its account."""

    transaction_id: Identifier
    balance: str
    posted: str
    held: str
    available: str
