"""A call: what travels together from the entry point through the use case to what it writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Idempotency, Receipt


@dataclass(frozen=True, slots=True)
class Source:
    """Where a request comes from: the address that API Gateway saw, and what the client calls itself. Empty for a message."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """When, for whom, in which trace, whether in earnest, under which key, from where.

    `caller_id` is the user who asks, empty where nobody is logged in or the bank acts by itself. A call that comes from a
    message or a schedule has no key until it takes one with `under`. `own_words` are the caller's own about the movement.
    """

    now: datetime
    caller_id: str = ""
    correlation_id: str = ""
    dry_run: bool = False
    key: Idempotency | None = None
    own_words: Mapping[str, Any] = field(default_factory=dict)
    source: Source = Source()

    @property
    def idempotency(self) -> Idempotency:
        """Raises LookupError where none was taken: done without one, a repeat would do it twice."""
        if self.key is None:
            raise LookupError("this call has no key: its route declares none, or its message took none with `under`")
        return self.key

    @property
    def posting_id(self) -> str:
        """The id that the ledger gives the posting of this call."""
        return self.idempotency.posting_id(self.now, self.correlation_id)

    def under(self, caller_id: str, route: str, key: str | None, command: Mapping[str, Any]) -> "Call":
        """This call for `caller_id`, under a key of its own (minted when None): what a message asks for is done once."""
        return replace(self, caller_id=caller_id, key=Idempotency.of(caller_id, route, key, command))

    def record(self, receipt: Receipt) -> Change:
        """The record of the answer, to put into the transaction that has the effect; label `idempotency`."""
        return self.idempotency.record(receipt, self.now)
