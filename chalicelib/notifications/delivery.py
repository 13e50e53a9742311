"""Hands a finished mail to SES, and tells the two ways apart in which that can fail."""

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError, NoCredentialsError

from chalicelib.notifications.errors import MailOutcomeUnknown
from chalicelib.notifications.model import BANK, Mail
from chalicelib.platform import settings
from chalicelib.platform.clients import client

# SES did not take the mail: it said so, or it was never reached.
NotTaken = (ClientError, EndpointConnectionError, ConnectTimeoutError, NoCredentialsError)
_INTERNAL_ERROR = 500


def deliver(mail: Mail, email: str) -> str:
    """Sends the mail and returns SES's id of it.

    Raises one of NotTaken when it certainly was not sent, MailOutcomeUnknown when nobody can tell. The client never tries
    twice by itself: SES knows no idempotency token, a second call is a second mail.
    """
    try:
        answer = client("sesv2").send_email(
            FromEmailAddress=f"{BANK} <{settings.mail_sender()}>",
            Destination={"ToAddresses": [email]},
            Content={
                "Simple": {
                    "Subject": _utf8(mail.subject),
                    "Body": {"Html": _utf8(mail.html), "Text": _utf8(mail.text)},
                }
            },
        )
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == _INTERNAL_ERROR:
            raise MailOutcomeUnknown("SES failed while it had the mail") from error
        raise
    except NotTaken:
        raise
    except BotoCoreError as error:
        raise MailOutcomeUnknown(f"SES gave no answer: {type(error).__name__}") from error
    return answer["MessageId"]


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
