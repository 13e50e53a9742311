"""What the context speaks of: a mail to send, its recipient, the finished mail, and the record of having sent it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from chalicelib.kernel import ids

BANK = "Inferno Bank"
# A message id that carries no time of its own gets the beginning of time: both key parts must follow from the id alone.
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_UUID_CHARACTERS = 36
# Longer than a worker lives after its reservation (the function's own timeout), shorter than the queue's visibility timeout.
LEASE_SECONDS = 30
LINK_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """An object in a declared bucket. Its link is signed when the mail is sent: one in the message would die there."""

    bucket: str
    key: str


@dataclass(frozen=True, slots=True)
class SendMail:
    """One mail of one fact, with a link to `file`, if any. `resend` names the dead letter whose retry a person asked for."""

    message_id: str
    template: str
    user_id: str
    data: Mapping[str, object]
    correlation_id: str = ""
    resend: str = ""
    file: LinkedFile | None = None

    @property
    def notification_id(self) -> str:
        """The record's id: the same message id always names the same record."""
        fact = self.message_id[:_UUID_CHARACTERS]
        moment = ids.moment_of(fact) if ids.is_time_ordered(fact) else _NO_TIME
        return ids.derived_id(moment, "notification", self.message_id)


@dataclass(frozen=True, slots=True)
class Recipient:
    email: str
    name: str
    locale: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished mail; `subject` is one line."""

    subject: str
    html: str
    text: str


class Status(StrEnum):
    SENDING = "SENDING"  # a worker has reserved it and is handing it to SES
    SENT = "SENT"
    FAILED = "FAILED"  # certainly not sent; another try is safe
    UNKNOWN = "UNKNOWN"  # perhaps sent; only a person's retry sends it again


@dataclass(frozen=True, slots=True)
class Notification:
    """The record of one mail. `lease_until` is epoch milliseconds; `dead_letter` names the one whose retry may send it."""

    notification_id: str
    status: Status
    lease_until: int = 0
    reservation: str = ""
    error: str = ""
    cause: str = ""
    dead_letter: str = ""

    def leased(self, now: datetime) -> bool:
        return self.status is Status.SENDING and now.timestamp() * 1000 < self.lease_until
