"""Which transactions of an account somebody looks for. The database gives the account, the time and one reference; the rest is
looked at here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.kernel.names import mentions
from chalicelib.ledger.public import span_of
from chalicelib.platform.dynamo import Item

# So many transactions a page looks at where not every one may fit: one read of the database, whatever the history.
LOOKED_AT = 500
_SAID = ("merchant", "description", "messageToPayee", "counterpartyName", "counterparty", "reference")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Those from `start` until before `end`, with this reference; and where they are given, of this type and kind, between these
    amounts (minor units, both included), with these words in what they tell. An empty one is all of them."""

    start: datetime | None = None
    end: datetime | None = None
    reference: str = ""
    type: Literal["credit", "debit"] | None = None
    kind: str = ""
    minimum: int = 0
    maximum: int | None = None
    words: str = ""

    @property
    def span(self) -> tuple[str, str]:
        """Between which positions they lie."""
        return span_of(self.start, self.end)

    @property
    def is_looked_for(self) -> bool:
        """Whether what the database gives has to be looked at."""
        return any((self.type, self.kind, self.minimum, self.maximum is not None, self.words))

    def fits(self, movement: Item) -> bool:
        """Whether a movement is one of them, as the ledger or the projection keeps it."""
        amount, details = movement["amount"], movement["details"]
        if self.type is not None and (self.type == "credit") != (amount > 0):
            return False
        if self.kind and movement["kind"] != self.kind:
            return False
        if abs(amount) < self.minimum or (self.maximum is not None and abs(amount) > self.maximum):
            return False
        return mentions((details.get(name, "") for name in _SAID), self.words)
