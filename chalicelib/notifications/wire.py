"""Messages on the queues: what is to be sent, and what SES tells of what was. Fields it does not know are left alone: senders may be
newer than these consumers."""

from dataclasses import replace
from typing import Annotated, Literal, TypeVar

import msgspec

from chalicelib.notifications.errors import MalformedMessage
from chalicelib.notifications.model import RECORD_TAG, Feedback, LinkedFile, SendMail, Status
from chalicelib.notifications.preferences import Channel
from chalicelib.platform.schemas import Identifier, Timestamp

Shape = TypeVar("Shape", bound=msgspec.Struct)
_Token = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+\Z")]
_Short = Annotated[str, msgspec.Meta(max_length=200)]
# A state machine cannot leave a field out: it says nothing. (Of an Identifier or "" msgspec takes the Identifier only.)
_Challenge = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?\Z")]


class MailMessage(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    message_id: _Token
    template: _Token
    user_id: Identifier
    data: dict[str, object]
    correlation_id: _Short = ""
    resend: _Short = ""
    file: LinkedFile | None = None
    challenge_id: _Challenge = ""
    channel: Channel = "email"
    hand_picked: bool = False
    released: _Short = ""
    title: _Short = ""

    def to_command(self) -> SendMail:
        return SendMail(**msgspec.structs.asdict(self))


class _Tags(msgspec.Struct, frozen=True):
    notification: Annotated[list[Identifier], msgspec.Meta(min_length=1, max_length=1)] = msgspec.field(name=RECORD_TAG)


class _Mail(msgspec.Struct, rename="camel", frozen=True):
    message_id: _Token
    destination: Annotated[list[str], msgspec.Meta(min_length=1)]
    tags: _Tags


class _Bounce(msgspec.Struct, rename="camel", frozen=True):
    bounce_type: str
    bounce_sub_type: str
    timestamp: Timestamp

    @property
    def is_suppression(self) -> bool:
        """Nothing was sent: SES keeps the address on a list, its own or the account's."""
        return self.bounce_sub_type in ("Suppressed", "OnAccountSuppressionList")


class _Told(msgspec.Struct, frozen=True):
    timestamp: Timestamp


class FeedbackMessage(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """An event as SES publishes it; a mail of ours has one recipient, and its record's id for a tag."""

    event_type: Literal["Delivery", "Bounce", "Complaint"]
    mail: _Mail
    delivery: _Told | None = None
    bounce: _Bounce | None = None
    complaint: _Told | None = None

    def to_feedback(self) -> Feedback:
        told = Feedback(
            notification_id=self.mail.tags.notification[0],
            ses_message_id=self.mail.message_id,
            address=self.mail.destination[0],
            status=Status.DELIVERED,
            at="",
        )
        if self.event_type == "Delivery" and self.delivery:
            return replace(told, at=self.delivery.timestamp)
        if self.event_type == "Complaint" and self.complaint:
            return replace(told, status=Status.COMPLAINED, at=self.complaint.timestamp)
        if self.event_type == "Bounce" and self.bounce:
            return replace(
                told,
                status=Status.SUPPRESSED if self.bounce.is_suppression else Status.BOUNCED,
                at=self.bounce.timestamp,
                for_good=self.bounce.bounce_type == "Permanent",
                cause=f"{self.bounce.bounce_type}/{self.bounce.bounce_sub_type}"[:100],
            )
        raise MalformedMessage(("body", f"says nothing of its {self.event_type}"))


def read_message(body: object) -> SendMail:
    """A parsed queue message as a command. Raises MalformedMessage naming the field."""
    return _read(body, MailMessage).to_command()


def read_feedback(body: object) -> Feedback:
    """What SES tells of a mail. Raises MalformedMessage naming the field."""
    return _read(body, FeedbackMessage).to_feedback()


def _read(body: object, shape: type[Shape]) -> Shape:
    if not isinstance(body, dict):
        raise MalformedMessage(("body", "is no JSON object"))
    try:
        return msgspec.convert(body, shape)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:  # half a character in a field's name, say
        raise MalformedMessage(("body", str(error))) from error
