"""A customer, a mail to them, and what SES was given."""

import json
import urllib.request
from datetime import UTC, datetime

from chalicelib.customers.model import Customer
from chalicelib.customers.public import find_customer
from chalicelib.customers.store import new_customer
from chalicelib.identity.model import Credential
from chalicelib.identity.store import new_credential
from chalicelib.kernel import ids
from chalicelib.notifications.model import SendMail
from chalicelib.platform import dynamo

AT = "2026-11-21T06:47:12.345Z"


def a_customer(locale: str = "en", *, confirmed: bool = True) -> Customer:
    user_id = ids.new_id()
    customer = Customer(user_id, f"D{user_id}", "Ana", "Pérez", f"{user_id}@example.com", locale, AT)
    credential = Credential(user_id, customer.email, "unused", ("customer",), AT, verified=("email",) if confirmed else ())
    dynamo.transact([*new_customer(customer), new_credential(credential)])
    return customer


def a_top_up(customer: Customer, **changes: object) -> SendMail:
    fact = ids.new_id()
    data = {"transactionId": fact, "merchant": None, "amount": "25.00", "currency": "USD", "last4": "7730",
            "balance": "125.00", "at": AT}  # fmt: skip
    command = {
        "message_id": f"{fact}:TRANSACTION.SAVE",
        "template": "TRANSACTION.SAVE",
        "user_id": customer.user_id,
        "data": data,
    }
    return SendMail(**command | changes)


def body_of(command: SendMail) -> dict:
    """The queue message of a command, as the outbox writes it."""
    return {
        "messageId": command.message_id,
        "template": command.template,
        "userId": command.user_id,
        "correlationId": "c-1",
        "data": command.data,
    }


def mails_to(emulator, customer: Customer) -> list[dict]:
    with urllib.request.urlopen(f"{emulator.url}/_ministack/ses/messages") as answer:
        by_account = json.load(answer)["messages"]
    return [mail for mail in by_account.get(emulator.account, []) if customer.email in mail["To"]]


def record_of(command: SendMail) -> dict | None:
    notification_id = command.notification_id
    return dynamo.get("notification-table", {"uuid": notification_id, "createdAt": ids.created_at(notification_id)})


def told_by_ses(command: SendMail, kind: str, *, at: str = AT, **said: object) -> dict:
    """What SES publishes of a mail that was sent: the event's own shape, with `said` of it."""
    record = record_of(command)
    customer = find_customer(command.user_id)
    return {
        "eventType": kind,
        kind.lower(): {"timestamp": at, **said},
        "mail": {
            "timestamp": AT,
            "source": "Inferno Bank <no-reply@inferno.example>",
            "sendingAccountId": "123456789012",
            "messageId": record["sesMessageId"],
            "destination": [customer.email],
            "headersTruncated": False,
            "headers": [{"name": "To", "value": customer.email}],
            "commonHeaders": {"to": [customer.email], "subject": "Hello"},
            "tags": {"ses:configuration-set": ["inferno-dev-mail"], "notification": [record["uuid"]]},
        },
    }


def bounce_of(command: SendMail, kind: str = "Permanent", subtype: str = "General", at: str = AT) -> dict:
    recipients = [{"emailAddress": "x@example.com", "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1"}]
    return told_by_ses(command, "Bounce", at=at, bounceType=kind, bounceSubType=subtype, bouncedRecipients=recipients)


class Clock:
    """Now, moved on by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now
