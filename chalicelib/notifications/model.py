"""What the context speaks of: a mail to send, its recipient, the finished mail, and the record of having sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from chalicelib.kernel import ids
from chalicelib.notifications.catalogue import Category
from chalicelib.notifications.preferences import Channel, Preferences

BANK = "Inferno Bank"
QUEUE = "notification-email-sqs"  # of messages on any channel; mails were the first
RECORD_TAG = "notification"  # what SES hands back with all that it tells of a mail
Platform = Literal["android", "ios"]
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

    With `challenge_id` it carries that challenge's code, which is in no message, to where that one says. `channel` is where it
    goes; `hand_picked` where that is all, since a fact's mail goes to the inbox and the other channels besides. What was held until
    a time says which one, once that has come: `released`. `title` is what an SMS says of a mail that came back.
    """

    message_id: str
    template: str
    user_id: str
    data: Mapping[str, object]
    correlation_id: str = ""
    resend: str = ""
    file: LinkedFile | None = None
    challenge_id: str = ""
    channel: Channel = "email"
    hand_picked: bool = False
    released: str = ""
    title: str = ""

    @property
    def notification_id(self) -> str:
        """The record's id: the same message on the same channel always names the same record."""
        return self._record_id(*(() if self.channel == "email" else (self.channel,)))

    @property
    def entry_id(self) -> str:
        """The id of what the inbox shows of it."""
        return self._record_id("inbox")

    def on(self, channel: Channel) -> "SendMail":
        """The same on one further channel."""
        return replace(self, channel=channel, hand_picked=True)

    def message(self) -> dict[str, object]:
        """The queue message that asks for it."""
        return {_camel(name): value for name, value in asdict(self).items() if value or name == "data"}

    def _record_id(self, *place: str) -> str:
        fact = self.message_id[:_UUID_CHARACTERS]
        moment = ids.moment_of(fact) if ids.is_time_ordered(fact) else _NO_TIME
        return ids.derived_id(moment, "notification", self.message_id, *place)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """How a user is told things. `version` counts changes of the preferences, 0 where nothing was ever said.

    `entries` were put into the inbox so far, each with the next number; those up to `read_up_to` were read together.
    `bounced` is the address that mails came back from for good, at `bounced_at`.
    """

    user_id: str
    preferences: Preferences = field(default_factory=Preferences)
    version: int = 0
    entries: int = 0
    unread: int = 0
    read_up_to: int = 0
    bounced: str = ""
    bounced_at: str = ""

    def has_read(self, entry: "Entry") -> bool:
        return entry.read_at is not None or entry.number <= self.read_up_to


@dataclass(frozen=True, slots=True)
class Entry:
    """One message in an inbox; `number` counts them. `text` is what the mail says, without greeting and footer."""

    user_id: str
    number: int
    entry_id: str
    template: str
    category: Category
    title: str
    text: str
    at: str
    read_at: str | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A device of a customer's that takes push messages. `endpoint` is SNS's name of it, empty where the stage has no credentials."""

    device_id: str
    owner_id: str
    platform: Platform
    endpoint: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """`phone` is set where this goes by SMS, `devices` where it goes to those; `mobile` is the number that is proven. Until an
    address is `confirmed`, nobody knows
    whose it is. `code` is what only this message tells, beside the rest of the data. A `subscriber` is told by their preferences;
    a code has none."""

    email: str
    name: str
    locale: str
    confirmed: bool = True
    phone: str | None = None
    devices: Sequence[Device] = ()
    mobile: str | None = None
    code: Mapping[str, object] = field(default_factory=dict)
    subscriber: Subscriber | None = None

    @property
    def bounces(self) -> bool:
        """Whether mails to this very address came back for good."""
        return self.subscriber is not None and self.subscriber.bounced == self.email


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished mail; `subject` is one line, `content` the text without greeting and footer. Whoever follows `unsubscribe` gets no
    more such mails. `record` is its record's id, by which SES tells what became of it."""

    subject: str
    html: str
    text: str
    content: str = ""
    unsubscribe: str = ""
    record: str = ""


class Skip(StrEnum):
    """Why a message is not sent, though nothing failed."""

    NOT_CONFIGURED = "not_configured"  # this stage has no number to send SMS from, or no credentials for push
    NO_ADDRESS = "no_address"  # no proven telephone, or no device
    CATEGORY_OFF = "category_off"  # the customer does not want such messages on this channel
    IN_DIGEST = "in_digest"  # a digest has told it
    CODE_OVER = "code_over"  # nobody could use the code any more
    COMES_BACK = "address_bounced"  # mails to it came back for good
    UNCONFIRMED = "unconfirmed_address"  # nobody has shown that the address is theirs, and it had its share of this hour


class Status(StrEnum):
    PENDING = "PENDING"  # held until a time that the customer has chosen
    SENDING = "SENDING"  # a worker has reserved it and is handing it to SES
    SENT = "SENT"
    FAILED = "FAILED"  # certainly not sent; another try is safe
    SKIPPED = "SKIPPED"  # not to be sent: its cause says why
    DELIVERED = "DELIVERED"  # the receiving side has it
    BOUNCED = "BOUNCED"  # the receiving side gave it back
    COMPLAINED = "COMPLAINED"  # whoever got it called it spam
    SUPPRESSED = "SUPPRESSED"  # not sent, since mails to this address came back or were called spam
    UNKNOWN = "UNKNOWN"  # perhaps sent; only a person's retry sends it again


@dataclass(frozen=True, slots=True)
class Held:
    """A message that comes at `due_at`: `message` is what the queue is told then, `title` what a digest says of it. `gathered` ones
    of one user and time become one digest."""

    user_id: str
    notification_id: str
    due_at: str
    template: str
    title: str
    message: Mapping[str, object]
    gathered: bool
    at: str
    correlation_id: str = ""


@dataclass(frozen=True, slots=True)
class Notification:
    """The record of one message. `lease_until` is epoch milliseconds; `dead_letter` names the one whose retry may send it. SES calls
    a mail `ses_message_id`, once it has it. `message_id` and `template` are those of what asked for it."""

    notification_id: str
    status: Status
    user_id: str = ""
    message_id: str = ""
    template: str = ""
    correlation_id: str = ""
    ses_message_id: str = ""
    lease_until: int = 0
    reservation: str = ""
    error: str = ""
    cause: str = ""
    dead_letter: str = ""
    held_until: str = ""

    def leased(self, now: datetime) -> bool:
        return self.status is Status.SENDING and now.timestamp() * 1000 < self.lease_until


@dataclass(frozen=True, slots=True)
class Feedback:
    """What became of a mail, as SES tells: `status` is DELIVERED, BOUNCED, SUPPRESSED or COMPLAINED, `for_good` a bounce that no
    further mail to `address` will escape. `cause` is the receiving side's kind of it, no words of its own."""

    notification_id: str
    ses_message_id: str
    address: str
    status: Status
    at: str
    for_good: bool = False
    cause: str = ""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))
