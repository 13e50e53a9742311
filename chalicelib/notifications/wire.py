"""The message on `notification-email-sqs`. Fields it does not know are left alone: senders may be newer than this consumer."""

from typing import Annotated

import msgspec

from chalicelib.notifications.errors import MalformedMessage
from chalicelib.notifications.model import LinkedFile, SendMail
from chalicelib.notifications.preferences import Channel
from chalicelib.platform.schemas import Identifier

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

    def to_command(self) -> SendMail:
        return SendMail(**msgspec.structs.asdict(self))


def read_message(body: object) -> SendMail:
    """A parsed queue message as a command. Raises MalformedMessage naming the field."""
    if not isinstance(body, dict):
        raise MalformedMessage(("body", "is no JSON object"))
    try:
        return msgspec.convert(body, MailMessage).to_command()
    except (msgspec.ValidationError, UnicodeEncodeError) as error:  # half a character in a field's name, say
        raise MalformedMessage(("body", str(error))) from error
