"""What others hear of accounts, on the topic `account-events`: the older events and, beside each, its CloudEvent. Either
carries the whole state and its revision, so a listener may take them in any order: the highest revision wins."""

from typing import Literal

from chalicelib.accounts.model import BankAccount, Status
from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.dynamo import Change
from chalicelib.platform.schemas import Currency, Identifier, Timestamp

TOPIC: cloud_events.Topic = "account-events"
CREATED, CLOSED, FROZEN, UNFROZEN = (
    "CREATE_ACCOUNT_EVENT",
    "CLOSE_ACCOUNT_EVENT",
    "FREEZE_ACCOUNT_EVENT",
    "UNFREEZE_ACCOUNT_EVENT",
)


class AccountState(Data):
    """An account as it is after the event.

    account_id: the account
    owner_id: whose it is
    type: checking or savings
    currency: the currency it is kept in
    status: whether money may go out, or anything may be done with it
    opened_at: when it was opened
    revision: which state of the account this is; of two the higher one is the later
    """

    account_id: Identifier
    owner_id: Identifier
    type: Literal["checking", "savings"]
    currency: Currency
    status: Status
    opened_at: Timestamp
    revision: int


@cloud_events.declare("accounts", "account.created", topic=TOPIC)
class AccountCreated(AccountState):
    """An account was opened."""


@cloud_events.declare("accounts", "account.closed", topic=TOPIC)
class AccountClosed(AccountState):
    """An account was closed by its owner, for good."""


@cloud_events.declare("accounts", "account.frozen", topic=TOPIC)
class AccountFrozen(AccountState):
    """Staff froze an account: nothing goes out of it."""


@cloud_events.declare("accounts", "account.unfrozen", topic=TOPIC)
class AccountUnfrozen(AccountState):
    """Staff let money out of an account again."""


_TOLD_AS = {CREATED: AccountCreated, CLOSED: AccountClosed, FROZEN: AccountFrozen, UNFROZEN: AccountUnfrozen}


def body_of(row: BankAccount) -> dict[str, object]:
    """The state of an account as the older events tell it."""
    return {
        "accountId": row.account_id,
        "ownerId": row.owner_id,
        "accountNumber": row.account_number,
        "type": row.product,
        "currency": row.currency,
        "status": row.status,
        "openedAt": row.opened_at,
        "revision": row.revision,
    }


def record(kind: str, row: BankAccount, call: Call) -> Change:
    """The outbox item to put into the transaction that changes the account; of one that was opened, the mail to its owner too."""
    body = {"kind": kind, **body_of(row), "correlationId": call.correlation_id}
    event = cloud_events.about(row.account_id, _state(kind, row), call)
    mails = [_mail(row, call)] if kind == CREATED else []
    return outbox.record(kind, [outbox.to_topic(TOPIC, kind, body), event, *mails], call)


def _mail(row: BankAccount, call: Call) -> outbox.Delivery:
    about = {"type": row.product, "account": row.account_number[-4:], "currency": row.currency, "at": row.opened_at}
    return outbox.mail(row.account_id, "ACCOUNT.CREATED", row.owner_id, about, call.correlation_id)


def _state(kind: str, row: BankAccount) -> AccountState:
    return _TOLD_AS[kind](
        account_id=row.account_id,
        owner_id=row.owner_id,
        type=row.product,
        currency=row.currency,
        status=row.status,
        opened_at=row.opened_at,
        revision=row.revision,
    )
