"""What others hear of a transfer: each step as a CloudEvent on `transaction-events`, and mails to both sides."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.outbox import Delivery
from chalicelib.platform.schemas import AmountText, Currency, Identifier
from chalicelib.transfers.model import STEPS_UNTIL_HELD, Transfer, last4

TOPIC: cloud_events.Topic = "transaction-events"


class TransferStep(Data, kw_only=True):
    """A transfer as it is at this step.

    transaction_id: the transfer
    type: internal, between two accounts of the bank; external, to another bank or from one
    owner_id: who pays; left out where another bank does
    payee_id: who is paid; left out where that is at another bank
    amount: how much
    currency: the currency of both accounts
    """

    transaction_id: Identifier
    type: Literal["internal", "external"]
    owner_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    payee_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    amount: AmountText
    currency: Currency


@cloud_events.declare("transfers", "transaction.initiated", topic=TOPIC)
class Initiated(TransferStep):
    """A transfer was asked for, and could be read."""


@cloud_events.declare("transfers", "transaction.fraud_check.passed", topic=TOPIC)
class FraudCheckPassed(TransferStep):
    """Nothing in the screening stands against it."""


@cloud_events.declare("transfers", "transaction.balance_reserved", topic=TOPIC)
class BalanceReserved(TransferStep):
    """The money is there."""


@cloud_events.declare("transfers", "transaction.processed", topic=TOPIC)
class Processed(TransferStep):
    """The money was moved."""


@cloud_events.declare("transfers", "transaction.processing", topic=TOPIC)
class Processing(TransferStep):
    """The network has taken it, and it cannot be called off any more."""


@cloud_events.declare("transfers", "transaction.completed", topic=TOPIC)
class Completed(TransferStep):
    """The transfer has come to its end."""


@cloud_events.declare("transfers", "transaction.under_review", topic=TOPIC)
class UnderReview(TransferStep):
    """The money is held until a person of the bank has looked at it."""


@cloud_events.declare("transfers", "transaction.failed", topic=TOPIC)
class Failed(TransferStep):
    """The transfer was held and will not be carried out; the money is the payer's again."""


@cloud_events.declare("transfers", "transaction.cancelled", topic=TOPIC)
class Cancelled(TransferStep):
    """The payer called it off while it was held."""


@cloud_events.declare("transfers", "transaction.returned", topic=TOPIC)
class Returned(TransferStep):
    """The other bank has sent the money back."""


_STEPS: dict[str, type[TransferStep]] = {
    "initiated": Initiated,
    "fraud_check.passed": FraudCheckPassed,
    "balance_reserved": BalanceReserved,
    "processed": Processed,
    "processing": Processing,
    "returned": Returned,
    "completed": Completed,
    "under_review": UnderReview,
    "failed": Failed,
    "cancelled": Cancelled,
}


@cloud_events.declare("transfers", "transaction.reversed", topic=TOPIC)
class Reversed(Data):
    """Money of a transfer was given back.

    transaction_id: the transfer
    reversal_id: the movement that gave it back
    amount: how much of it
    currency: the currency of both accounts
    """

    transaction_id: Identifier
    reversal_id: Identifier
    amount: AmountText
    currency: Currency


def completed(transfer: Transfer, call: Call) -> Sequence[Delivery]:
    """Its steps in order, `<transfer>#<n>` each, and a mail to who paid and to who was paid: one where both are one customer."""
    return [*_steps(transfer, call), *_mails(transfer, call)]


def held(transfer: Transfer, call: Call) -> Sequence[Delivery]:
    """Its first steps, and a mail to who pays; who is to be paid hears nothing yet."""
    mail = _mail("TRANSFER.REVIEW", transfer, transfer.transaction_id, transfer.amount_minor, call)
    return [*_steps(transfer, call), mail]


def went_on(transfer: Transfer, call: Call) -> Sequence[Delivery]:
    """The steps since it was held, and the mails of any transfer."""
    return [*_steps(transfer, call, after=STEPS_UNTIL_HELD), *_mails(transfer, call)]


def not_completed(transfer: Transfer, call: Call) -> Sequence[Delivery]:
    """Its last step, and a mail to who would have paid, unless they called it off."""
    mail = _mail("TRANSFER.FAILED", transfer, transfer.transaction_id, transfer.amount_minor, call)
    return [*_steps(transfer, call, after=STEPS_UNTIL_HELD), *([] if transfer.status == "CANCELLED" else [mail])]


def reserved(transfer: Transfer, call: Call) -> Sequence[Delivery]:
    """What it has gone through until it waits for its network, or to be credited; nobody is mailed, since the answer says so."""
    return _steps(transfer, call)


def moved_on(transfer: Transfer, template: str, call: Call) -> Sequence[Delivery]:
    """The newest step of an external one, and a mail to its customer where there is a `template`."""
    mails = [_mail(template, transfer, transfer.transaction_id, transfer.amount_minor, call)] if template else []
    return [*_steps(transfer, call)[-1:], *mails]


def _mails(transfer: Transfer, call: Call) -> list[Delivery]:
    paid = _mail("TRANSFER.COMPLETED", transfer, transfer.transaction_id, transfer.amount_minor, call)
    received = _mail("TRANSFER.RECEIVED", transfer, transfer.transaction_id, transfer.amount_minor, call)
    return [paid] if transfer.is_own else [paid, received]


def _steps(transfer: Transfer, call: Call, *, after: int = 0) -> list[Delivery]:
    return [
        cloud_events.about(
            transfer.transaction_id,
            _step(_STEPS[event["type"].removeprefix("transaction.")], transfer),
            call,
            event_id=event["id"],
        )
        for event in transfer.events()[after:]
    ]


def _step(shape: type[TransferStep], transfer: Transfer) -> TransferStep:
    return shape(
        transaction_id=transfer.transaction_id,
        type="external" if transfer.external else "internal",
        owner_id=transfer.owner_id or msgspec.UNSET,
        payee_id=transfer.payee_id or msgspec.UNSET,
        amount=transfer.decimal(transfer.amount_minor),
        currency=transfer.currency,
    )


def given_back(transfer: Transfer, minor: int, reversal_id: str, call: Call) -> Sequence[Delivery]:
    """The fact, and a mail to who paid: the money is back."""
    told = Reversed(
        transaction_id=transfer.transaction_id,
        reversal_id=reversal_id,
        amount=transfer.decimal(minor),
        currency=transfer.currency,
    )
    event = cloud_events.about(transfer.transaction_id, told, call, event_id=reversal_id)
    return [event, _mail("TRANSFER.RETURNED", transfer, reversal_id, minor, call)]


def _mail(template: str, transfer: Transfer, fact_id: str, minor: int, call: Call) -> Delivery:
    received = template == "TRANSFER.RECEIVED"
    mine, other = transfer.from_number, transfer.to_number
    data = {
        "amount": transfer.decimal(minor),
        "currency": transfer.currency,
        "account": last4(other if received else mine),
        "counterparty": last4(mine if received else other),
        "transactionId": transfer.transaction_id,
    }
    owner_id = transfer.payee_id if received else transfer.owner_id
    return outbox.mail(fact_id, template, owner_id, data, call.correlation_id)
