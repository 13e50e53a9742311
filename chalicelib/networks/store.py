"""`network-table` (id): what the simulated networks have taken, and the trace numbers they gave."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.networks.model import Submission
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec

TABLE = "network-table"
_SUBMISSION = Codec(Submission, names={"payment_id": "id"})


def find(payment_id: str) -> Submission | None:
    return _SUBMISSION.found(dynamo.get(TABLE, {"id": payment_id}))


def taken(submission: Submission) -> Submission | None:
    """Keeps it under its payment and its trace number, each once; the one that is kept, None where another has the number."""
    mark = {"id": f"trace#{submission.trace_number}", "payment_id": submission.payment_id}
    try:
        dynamo.transact(
            [
                dynamo.put_new("payment", TABLE, "id", _SUBMISSION.to_item(submission)),
                dynamo.put_new("trace", TABLE, "id", mark),
            ]
        )
    except dynamo.Refused as refused:
        return _SUBMISSION.to_model(refused.found("payment")) if refused.items.get("payment") else None
    return submission


def every_submission() -> Iterator[Submission]:
    """All that the networks have taken: for verifying only."""
    return (_SUBMISSION.to_model(item) for item in dynamo.scan_all(TABLE) if "trace_number" in item)


def settled(submission: Submission, now: datetime) -> Submission:
    """Notes that it has settled; once, whoever says so."""
    at = clock.to_text(now)
    try:
        dynamo.write(
            dynamo.update(
                "payment", TABLE, {"id": submission.payment_id}, {"settled_at": at}, condition="settled_at = :no", no=""
            )
        )
    except dynamo.Refused as refused:
        return _SUBMISSION.to_model(refused.found("payment"))
    return replace(submission, settled_at=at)
