"""A payment that is held until a person of the bank decides: out of one account, to one of the bank's own. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.fraud.public import Suspect, WayToPay
from chalicelib.kernel.money import to_decimal
from chalicelib.platform.dynamo import Change

Status = Literal["UNDER_REVIEW", "COMPLETED", "FAILED"]
# What the journal calls it while it waits.
HELD = "payment.held"
REVIEW_DAYS, HOLD_DAYS = 5, 6  # the money outlasts the review, so that nobody decides about what is gone


@dataclass(frozen=True, slots=True)
class Onward:
    """Where the money goes to, an account of the bank's, and what the journal calls it then (`posted`), or when it goes back (`refused`). Where
    `topic` is named its end is told there too, as one of `events`."""

    bank: str
    posted: str
    refused: str
    topic: str = ""
    events: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """`transaction_id` is what its product knows it by, `subjects` are whom the blacklist is asked about once more at the end, `details` what
    its owner is told of the money. `decision` is the screening's, whole; `reason` is the code of a failure."""

    transaction_id: str
    kind: WayToPay
    owner_id: str
    account_id: str
    amount_minor: int
    currency: str
    subjects: Mapping[str, str]
    details: Mapping[str, Any]
    onward: Onward
    correlation_id: str = ""
    decision: str = ""
    hold_id: str = ""
    case_id: str = ""
    status: Status = "UNDER_REVIEW"
    ended_at: str = ""
    reason: str = ""

    def decimal(self, minor: int) -> str:
        return to_decimal(minor, self.currency)

    @property
    def suspect(self) -> Suspect:
        return Suspect(self.transaction_id, self.kind, self.owner_id, self.account_id, self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a review ends without the money going where it was sent: `reason` is the code of what failed."""

    status: Literal["FAILED", "CANCELLED"]
    reason: str = ""
    clears_case: Change | None = None


EXPIRED = Ending("FAILED", "review_expired")
