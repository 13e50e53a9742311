"""Make a purchase: run the purchase flow and answer with its outcome, or with what the key tells when the flow broke."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.cards.model import Purchase
from chalicelib.cards.operations.post_purchase import APPROVED, BUSY, mail_of
from chalicelib.kernel import clock
from chalicelib.kernel.failures import AccountBusy, Failure, Recalled
from chalicelib.ledger.public import find_answer
from chalicelib.platform import dynamo, outbox, workflows
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.observability import logger

MACHINE = "cards_purchase"


def make_purchase(asked: Purchase, *, run: Callable[..., dict[str, Any]] = workflows.run) -> Receipt:
    """The receipt of a purchase made now or, under the same key, before.

    Raises its refusals, and OutcomeUnknown, which names the key, when neither the flow nor the journal knows.
    """
    try:
        outcome = run(MACHINE, asked.transaction_id, flow_input(asked))
    except (workflows.FlowFailed, BotoCoreError, ClientError) as error:
        logger.exception("purchase flow failed", extra={"transaction": asked.transaction_id})
        return _look_up(asked, error)
    if outcome["outcome"] == APPROVED:
        return Receipt(outcome["status"], outcome["body"], outcome["replayed"], outcome["body"]["transactionId"])
    if outcome["outcome"] == BUSY:
        raise AccountBusy(outcome["detail"])
    refusal = Recalled(outcome["status"], outcome["code"], outcome["detail"], outcome["facts"])
    refusal.replayed = outcome["replayed"]
    raise refusal


def flow_input(asked: Purchase) -> dict[str, object]:
    """The machine's input: everything that makes a second try the same posting. Amounts are decimal strings."""
    key = asked.call.idempotency
    return {
        "transactionId": asked.transaction_id,
        "ownerId": asked.owner_id,
        "cardId": asked.card_id,
        "merchant": asked.merchant,
        "amount": str(asked.amount),
        "currency": asked.amount.currency,
        "requestedAt": clock.to_text(asked.call.now),
        "correlationId": asked.call.correlation_id,
        "ownWords": dict(asked.call.own_words),
        "idempotency": {
            "scope": key.scope,
            "fingerprint": key.fingerprint,
            "route": key.route,
            "caller": key.caller,
            "key": key.key,
            "minted": key.minted,
        },
    }


def _look_up(asked: Purchase, error: Exception) -> Receipt:
    unknown = asked.call.idempotency.unknown_outcome()
    try:
        receipt = find_answer(asked.call.idempotency, asked.transaction_id)
    except Failure:
        raise
    except (BotoCoreError, ClientError):
        raise unknown from error
    if receipt is None:
        raise unknown from error
    _tell(asked, receipt)
    return receipt


def _tell(asked: Purchase, receipt: Receipt) -> None:
    """The flow that would have mailed broke after the money had moved: the purchase stands, whatever comes of its mail."""
    try:
        dynamo.transact([outbox.record("purchase.made", [mail_of(receipt, asked)], asked.call)])
    except (Failure, BotoCoreError, ClientError):
        logger.exception("purchase not told", extra={"transaction": receipt.posting_id})
