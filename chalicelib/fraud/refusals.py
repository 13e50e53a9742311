"""Payments that were refused: what the queue of what is watched is told of them, so that somebody looks. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from chalicelib.fraud.cases import Suspect
from chalicelib.fraud.decisions import Decision
from chalicelib.fraud.facts import Occasion
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.schemas import Identifier

QUEUE = "fraud-watch-sqs"


class Refusal(msgspec.Struct, rename="camel", frozen=True):
    """What was refused, and the decision as its text."""

    fact: Literal["payment.refused"]
    transaction_id: Identifier
    kind: Occasion
    owner_id: str
    account_id: str
    amount_minor: int
    currency: str
    decision: str
    correlation_id: str = ""

    def suspect(self) -> Suspect:
        return Suspect(self.transaction_id, self.kind, self.owner_id, self.account_id, self.amount_minor, self.currency)


def told(suspect: Suspect, decision: Decision, call: Call) -> Change:
    """The fact, for whatever is written of the refusal."""
    said = Refusal(
        "payment.refused",
        suspect.transaction_id,
        suspect.kind,
        suspect.owner_id,
        suspect.account_id,
        suspect.amount_minor,
        suspect.currency,
        decision.to_text(),
        call.correlation_id,
    )
    return outbox.record("payment.refused", [outbox.to_queue(QUEUE, msgspec.to_builtins(said))], call)


def read(body: Mapping[str, Any]) -> Refusal:
    """Raises msgspec.ValidationError."""
    return msgspec.convert(body, Refusal)
