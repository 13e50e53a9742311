"""Hands a finished mail to SES, and tells the two ways apart in which that can fail."""

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError, NoCredentialsError

from chalicelib.notifications.errors import MailNotTaken, MailOutcomeUnknown
from chalicelib.notifications.model import BANK, Mail
from chalicelib.platform import settings
from chalicelib.platform.clients import client

_NEVER_REACHED = (EndpointConnectionError, ConnectTimeoutError, NoCredentialsError)
_INTERNAL_ERROR = 500


def deliver(mail: Mail, email: str) -> str:
    """Sends the mail and returns SES's id of it.

    Raises MailNotTaken when it certainly was not sent, MailOutcomeUnknown when nobody can tell: errors of our own, without
    SES's words, which name the recipient and would end in logs and tables. The client never tries twice by itself: SES
    knows no idempotency token, a second call is a second mail.
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
        code = error.response["Error"]["Code"]
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == _INTERNAL_ERROR:
            raise MailOutcomeUnknown(f"SES failed while it had the mail: {code}") from None
        raise MailNotTaken(f"SES refused the mail: {code}") from None
    except _NEVER_REACHED as error:
        raise MailNotTaken(f"SES was not reached: {type(error).__name__}") from None
    except BotoCoreError as error:
        raise MailOutcomeUnknown(f"SES gave no answer: {type(error).__name__}") from None
    return answer["MessageId"]


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
