"""An account at another bank, and how far money is on its way there, or came from there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from chalicelib.kernel import ids
from chalicelib.networks.public import Network, Submission

# What may become of one, beside what may of any transfer. Its money is held, then at the network, then at the other bank.
STEPS_OF_EXTERNAL = ("initiated", "fraud_check.passed", "balance_reserved")
# Longer than any wait for a window, and than an outage that a bank goes on after.
HOLD_DAYS = 14


@dataclass(frozen=True, slots=True)
class External:
    """`account` is the account's number as ciphertext, of which anybody sees the last four digits: the transfer has those. `name`
    is whose it is, as the payer says, or the other bank. What the network says comes as it is said: the number it carries the payment by, the
    day that it counts for, when it settled, and what it came back for. `approved_at` is when a person let it go on, `moved_at` when a posting last
    moved or freed its money."""

    network: Network
    routing_number: str
    account: str
    name: str
    same_day: bool = False
    trace_number: str = ""
    approved_at: str = ""
    submitted_at: str = ""
    effective_date: str = ""
    expected_settlement_at: str = ""
    settled_at: str = ""
    return_code: str = ""
    return_trace_number: str = ""
    returned_at: str = ""
    moved_at: str = ""

    def taken(self, submission: Submission) -> "External":
        """With what the network said when it took the payment."""
        return replace(
            self,
            trace_number=submission.trace_number,
            submitted_at=submission.submitted_at,
            effective_date=submission.effective_date,
            expected_settlement_at=submission.expected_settlement_at,
        )

    def came(self, trace_number: str, at: str) -> "External":
        """Of money from another bank: it has settled when it comes."""
        return replace(self, trace_number=trace_number, effective_date=at[:10], expected_settlement_at=at, settled_at=at)

    def told(self) -> dict[str, object]:
        """As its customer is answered: `submission`, `settlement` and `return` are null until there is one."""
        submission = {
            "traceNumber": self.trace_number,
            "effectiveDate": self.effective_date,
            "expectedSettlementAt": self.expected_settlement_at,
        }
        came_back = {"code": self.return_code, "traceNumber": self.return_trace_number, "returnedAt": self.returned_at}
        return {
            "external": {"network": self.network, "name": self.name, "sameDay": self.same_day},
            "submission": submission if self.trace_number else None,
            "settlement": {"settledAt": self.settled_at} if self.settled_at else None,
            "return": came_back if self.return_code else None,
        }

    def steps(self) -> list[tuple[str, str]]:
        """What it went through since nothing but time stood before it."""
        taken = [
            ("fraud_check.passed", self.approved_at),
            ("processing", self.submitted_at),
            ("completed", self.settled_at),
            ("returned", self.returned_at),
        ]
        return [(step, at) for step, at in taken if at]


def to_item(external: External | None) -> dict[str, Any] | None:
    if external is None:
        return None
    return {each.name: getattr(external, each.name) for each in fields(External)}


def to_model(item: Mapping[str, Any] | None) -> External | None:
    return None if item is None else External(**item)


def account_id_of(digest: str) -> str:
    """The id of an account at another bank, the same for everybody who pays it: `digest` is the keyed one of its numbers."""
    return str(UUID(digest[:32]))


def wait_id_of(transaction_id: str) -> str:
    """What its wait for the network is called, and its execution: the transfer's own is that of a review."""
    return ids.derived_id(ids.moment_of(transaction_id), "network", transaction_id)
