"""What others hear of accounts, on the topic `account-events`. Each event carries the whole state and its revision, so a
listener may take them in any order: the highest revision wins."""

from chalicelib.accounts.model import BankAccount
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change

TOPIC = "account-events"
CREATED, CLOSED, FROZEN, UNFROZEN = (
    "CREATE_ACCOUNT_EVENT",
    "CLOSE_ACCOUNT_EVENT",
    "FREEZE_ACCOUNT_EVENT",
    "UNFREEZE_ACCOUNT_EVENT",
)


def body_of(row: BankAccount) -> dict[str, object]:
    """The state of an account as events tell it."""
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
    """The outbox item to put into the transaction that changes the account."""
    body = {"kind": kind, **body_of(row), "correlationId": call.correlation_id}
    return outbox.record(kind, [outbox.to_topic(TOPIC, kind, body)], call)
