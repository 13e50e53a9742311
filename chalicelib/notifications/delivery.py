"""Hands a finished mail to SES, an SMS or a push message to SNS, and tells the two ways apart in which that can fail."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError, NoCredentialsError

from chalicelib.kernel.failures import Failure
from chalicelib.notifications import devices
from chalicelib.notifications.errors import MailNotTaken, MailOutcomeUnknown, NotToBeSent
from chalicelib.notifications.model import BANK, RECORD_TAG, Device, Mail, Recipient, Skip
from chalicelib.platform import settings
from chalicelib.platform.clients import client

_NEVER_REACHED = (EndpointConnectionError, ConnectTimeoutError, NoCredentialsError)
_INTERNAL_ERROR = 500
_GRAVEST_FIRST = (MailOutcomeUnknown, MailNotTaken, NotToBeSent)


def deliver(mail: Mail, recipient: Recipient) -> str:
    """Sends it, by SMS where the recipient is a phone, by push where it is devices, and returns the service's id of it.

    Raises MailNotTaken when it certainly was not sent, MailOutcomeUnknown when nobody can tell: errors of our own, without
    the service's words, which name the recipient and would end in logs and tables. The client never tries twice by itself:
    SES knows no idempotency token, a second call is a second mail.
    """
    if recipient.phone:
        return _sent("SNS", lambda: _by_sms(mail.text, str(recipient.phone)))
    if recipient.devices:
        return _to_devices(mail, recipient.devices)
    return _sent("SES", lambda: _by_mail(mail, recipient.email))


def _to_devices(mail: Mail, recipient_devices: Sequence[Device]) -> str:
    """To each; that one of them took it is enough, since another try would tell that one twice. Raises the gravest fault: what
    perhaps was sent is not tried again, what certainly was not is."""
    taken = ""
    faults: list[Failure] = []
    for device in recipient_devices:
        try:
            taken = _sent("SNS", partial(_by_push, mail, device))
        except _GRAVEST_FIRST as error:
            faults.append(error)
    if faults and not taken:
        raise min(faults, key=lambda fault: _GRAVEST_FIRST.index(type(fault)))
    return taken


def _by_push(mail: Mail, device: Device) -> Any:
    """What a locked screen shows: the subject, and nothing of the text. A device that SNS has given up is forgotten."""
    shown = {"title": BANK, "body": mail.subject}
    message = {
        "default": mail.subject,
        "GCM": json.dumps({"notification": shown}),
        "APNS": json.dumps({"aps": {"alert": shown}}),
    }
    sns = client("sns")
    try:
        return sns.publish(TargetArn=device.endpoint, MessageStructure="json", Message=json.dumps(message))
    except (sns.exceptions.EndpointDisabledException, sns.exceptions.NotFoundException):
        devices.forget(device)
        raise NotToBeSent(Skip.NO_ADDRESS) from None


def _by_mail(mail: Mail, email: str) -> Any:
    return client("sesv2").send_email(
        ConfigurationSetName=settings.mail_configuration(),
        EmailTags=[{"Name": RECORD_TAG, "Value": mail.record}] if mail.record else [],
        FromEmailAddress=f"{BANK} <{settings.mail_sender()}>",
        Destination={"ToAddresses": [email]},
        Content={
            "Simple": {
                "Subject": _utf8(mail.subject),
                "Body": {"Html": _utf8(mail.html), "Text": _utf8(mail.text)},
                "Headers": _unsubscribing(mail.unsubscribe) if mail.unsubscribe else [],
            }
        },
    )


def _by_sms(text: str, phone: str) -> Any:
    attributes = {"AWS.SNS.SMS.SMSType": "Transactional", "AWS.MM.SMS.OriginationNumber": settings.sms_origin()}
    return client("sns").publish(
        PhoneNumber=phone,
        Message=text,
        MessageAttributes={name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    )


def _sent(service: str, send: Callable[[], Any]) -> str:
    try:
        return send()["MessageId"]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == _INTERNAL_ERROR:
            raise MailOutcomeUnknown(f"{service} failed while it had the mail: {code}") from None
        raise MailNotTaken(f"{service} refused the mail: {code}") from None
    except _NEVER_REACHED as error:
        raise MailNotTaken(f"{service} was not reached: {type(error).__name__}") from None
    except BotoCoreError as error:
        raise MailOutcomeUnknown(f"{service} gave no answer: {type(error).__name__}") from None


def _unsubscribing(address: str) -> list[dict[str, str]]:
    """What mail programs make a button of (RFC 8058)."""
    headers = {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return [{"Name": name, "Value": value} for name, value in headers.items()]


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
