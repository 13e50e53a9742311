"""What the context speaks of: a mail to send, its recipient, the finished mail, and the record of having sent it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
# Whoever registered an address that is not theirs can fill its box with no more.
UNCONFIRMED_AN_HOUR = 20


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """An object in a declared bucket. Its link is signed when the mail is sent: one in the message would die there."""

    bucket: str
    key: str


@dataclass(frozen=True, slots=True)
class SendMail:
    """One message of one fact, with a link to `file`, if any. `resend` names the dead letter whose retry a person asked for.

    With `challenge_id` it carries that challenge's code, which is in no message, to where that one says.
    """

    message_id: str
    template: str
    user_id: str
    data: Mapping[str, object]
    correlation_id: str = ""
    resend: str = ""
    file: LinkedFile | None = None
    challenge_id: str = ""

    @property
    def notification_id(self) -> str:
        """The record's id: the same message id always names the same record."""
        fact = self.message_id[:_UUID_CHARACTERS]
        moment = ids.moment_of(fact) if ids.is_time_ordered(fact) else _NO_TIME
        return ids.derived_id(moment, "notification", self.message_id)


@dataclass(frozen=True, slots=True)
class Recipient:
    """`phone` is set where this goes by SMS. Until an address is `confirmed`, nobody knows whose it is. `code` is what only this
    message tells, beside the rest of the data."""

    email: str
    name: str
    locale: str
    confirmed: bool = True
    phone: str | None = None
    code: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished mail; `subject` is one line."""

    subject: str
    html: str
    text: str


class Skip(StrEnum):
    """Why a message is not sent, though nothing failed."""

    NOT_CONFIGURED = "not_configured"  # this stage has no number to send SMS from
    CODE_OVER = "code_over"  # nobody could use the code any more
    UNCONFIRMED = "unconfirmed_address"  # nobody has shown that the address is theirs, and it had its share of this hour


class Status(StrEnum):
    SENDING = "SENDING"  # a worker has reserved it and is handing it to SES
    SENT = "SENT"
    FAILED = "FAILED"  # certainly not sent; another try is safe
    SKIPPED = "SKIPPED"  # not to be sent: its cause says why
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
