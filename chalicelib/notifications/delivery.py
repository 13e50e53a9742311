"""Hands a finished mail to SES or an SMS to SNS, and tells the two ways apart in which that can fail."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError, NoCredentialsError

from chalicelib.notifications.errors import MailNotTaken, MailOutcomeUnknown
from chalicelib.notifications.model import BANK, Mail, Recipient
from chalicelib.platform import settings
from chalicelib.platform.clients import client

_NEVER_REACHED = (EndpointConnectionError, ConnectTimeoutError, NoCredentialsError)
_INTERNAL_ERROR = 500


def deliver(mail: Mail, recipient: Recipient) -> str:
    """Sends it, by SMS where the recipient is a phone, and returns the service's id of it.

    Raises MailNotTaken when it certainly was not sent, MailOutcomeUnknown when nobody can tell: errors of our own, without
    the service's words, which name the recipient and would end in logs and tables. The client never tries twice by itself:
    SES knows no idempotency token, a second call is a second mail.
    """
    if recipient.phone:
        return _sent("SNS", lambda: _by_sms(mail.text, str(recipient.phone)))
    return _sent("SES", lambda: _by_mail(mail, recipient.email))


def _by_mail(mail: Mail, email: str) -> Any:
    return client("sesv2").send_email(
        FromEmailAddress=f"{BANK} <{settings.mail_sender()}>",
        Destination={"ToAddresses": [email]},
        Content={
            "Simple": {
                "Subject": _utf8(mail.subject),
                "Body": {"Html": _utf8(mail.html), "Text": _utf8(mail.text)},
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


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
