"""Which transfers of an account somebody looks for. The database gives the account and the time; the rest is looked at here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.kernel.names import mentions
from chalicelib.transfers.model import Side, Status, Transfer


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of `account_id`, paid by it or to it, from `start` until before `end`; and where they are given, of this status and type, between
    these amounts (minor units, both included), with these words in what the side may read."""

    account_id: str
    side: Side
    start: datetime
    end: datetime
    status: Status | None = None
    type: Literal["internal", "external"] | None = None
    minimum: int = 0
    maximum: int | None = None
    words: str = ""

    def fits(self, transfer: Transfer) -> bool:
        if self.side == "in" and not transfer.has_moved:
            return False
        if self.status is not None and transfer.status != self.status:
            return False
        if self.type is not None and (self.type == "external") != (transfer.external is not None):
            return False
        if transfer.amount_minor < self.minimum or (self.maximum is not None and transfer.amount_minor > self.maximum):
            return False
        return mentions(self._said(transfer), self.words)

    def _said(self, transfer: Transfer) -> list[object]:
        told = transfer.told(self.side)
        own = transfer.own_words.get("reference", "") if self.side == "out" else ""
        return [told.get(name, "") for name in ("description", "messageToPayee", "counterpartyName", "counterparty")] + [own]
