"""Idempotency keys: scope, fingerprint, and the record of requests that move no money.

(Money routes keep theirs in the ledger's journal item.) The record is written in the transaction that has the effect.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import IdempotencyKeyReused, OutcomeUnknown
from chalicelib.platform import dynamo
from chalicelib.platform.dynamo import Change, Item

TABLE = "idempotency-table"
KEPT_DAYS = 31


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a call is answered, as it is kept under its key and given back: HTTP status, body, and whether that was before.

    `posting_id` names the posting that did it, where there is one.
    """

    status: int
    body: Mapping[str, Any]
    replayed: bool = False
    posting_id: str = ""

    @classmethod
    def rehearsed(cls, body: Mapping[str, Any], posting_id: str = "") -> "Receipt":
        """What a dry run is answered."""
        return cls(200, {**body, "dryRun": True}, posting_id=posting_id)


@dataclass(frozen=True, slots=True)
class Idempotency:
    """One request as seen by its key: `scope` is the hash of (caller, route, key), `fingerprint` that of the command."""

    scope: str
    fingerprint: str
    route: str
    caller: str
    key: str
    minted: bool = False  # by us, since the caller gave none: nobody can ask for it again, retries inside a flow can

    @classmethod
    def of(cls, caller: str, route: str, key: str | None, command: Mapping[str, Any]) -> "Idempotency":
        text = key or "minted:" + secrets.token_hex(16)
        return cls(digest([caller, route, text]), digest(command), route, caller, text, minted=key is None)

    def posting_id(self, now: datetime, correlation_id: str) -> str:
        """The id of what this request does: the same for every try of it; another's for another request under the same key
        in the same millisecond."""
        return ids.derived_id(now, self.scope, correlation_id)

    def unknown_outcome(self) -> OutcomeUnknown:
        """The answer when nobody knows whether it was done: this key will tell."""
        return OutcomeUnknown("Ask again with the same idempotency key", idempotencyKey=self.key)

    def admit(self, item: Item) -> None:
        """Raises IdempotencyKeyReused when the remembered request is not this one."""
        if item["fingerprint"] != self.fingerprint:
            raise IdempotencyKeyReused("This idempotency key was used with another request")

    def prior(self, item: Item) -> Receipt:
        """The answer that a record keeps. Raises IdempotencyKeyReused when it is of another request."""
        self.admit(item)
        return Receipt(item["status"], json.loads(item["body"]), replayed=True)

    def record(self, receipt: Receipt, now: datetime) -> Change:
        """The record of an answer, to put into the transaction that has the effect; label `idempotency`."""
        return dynamo.put_new("idempotency", TABLE, "scope", self._item(receipt, now))

    def find(self) -> Receipt | None:
        """The remembered answer, if this key came before. Raises IdempotencyKeyReused."""
        item = dynamo.get(TABLE, {"scope": self.scope})
        return self.prior(item) if item is not None else None

    def remember_refusal(self, receipt: Receipt, now: datetime) -> None:
        """Keeps a refusal unless something is remembered already. Raises dynamo.Refused then."""
        dynamo.write(self.record(receipt, now))

    def _item(self, receipt: Receipt, now: datetime) -> Item:
        return {
            "scope": self.scope,
            "fingerprint": self.fingerprint,
            "route": self.route,
            "status": receipt.status,
            "body": json.dumps(receipt.body),
            "at": clock.to_text(now),
            "expires_at": clock.epoch_seconds_after(now, days=KEPT_DAYS),
        }


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON of `value`, in hex."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
