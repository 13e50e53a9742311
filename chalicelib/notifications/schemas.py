"""Wire shapes of how customers are told."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Self

import msgspec

from chalicelib.customers.public import Locale
from chalicelib.identity.public import Email
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.notifications.catalogue import CATEGORIES, LOCKED, Category, Kind
from chalicelib.notifications.errors import CategoryRequired
from chalicelib.notifications.events import TemplateKey
from chalicelib.notifications.model import Device, Entry, Platform, Subscriber
from chalicelib.notifications.preferences import Channel, Digest, Preferences, QuietHours, Wanted
from chalicelib.platform.own_words import Metadata
from chalicelib.platform.schemas import Body, Identifier, Reply, Timestamp, Timezone

WallTime = Annotated[
    str,
    msgspec.Meta(
        title="WallTime",
        description="Hours and minutes of a day, such as 22:00",
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z",
        examples=["22:00"],
    ),
]


class ChannelsBody(Body):
    """On which channels messages of a category come; to the inbox they always do.

    email: by mail
    sms: to the telephone, once it is proven
    push: to the devices of POST /api/v1/notifications/devices
    """

    email: bool
    sms: bool
    push: bool

    def wanted(self) -> Wanted:
        return {"email": self.email, "sms": self.sms, "push": self.push}


class CategoriesBody(Body):
    """The channels of each category.

    security: sign-ins, codes, changes of password, factors and addresses: always on
    legal: decisions on loans and on who a customer is: always on
    transactions: money that moved, or did not
    account: cards, reports, and whatever else is about the account
    marketing: news of the bank
    """

    security: ChannelsBody
    legal: ChannelsBody
    transactions: ChannelsBody
    account: ChannelsBody
    marketing: ChannelsBody


class QuietHoursBody(Body):
    """When nothing but what is urgent comes; over midnight where `to` is the earlier time.

    from_: when it begins
    to: when it ends, and what was held comes
    timezone: whose clock that is
    """

    from_: WallTime = msgspec.field(name="from")
    to: WallTime
    timezone: Timezone

    def hours(self) -> QuietHours:
        """Raises InvalidRequest for hours that never begin, or never end."""
        if self.from_ == self.to:
            raise InvalidRequest(("quietHours.to", "must be another time than from"))
        return QuietHours(time.fromisoformat(self.from_), time.fromisoformat(self.to), self.timezone)

    @classmethod
    def of(cls, quiet: QuietHours) -> "QuietHoursBody":
        return cls(from_=quiet.start.isoformat("minutes"), to=quiet.end.isoformat("minutes"), timezone=quiet.timezone)


class PreferencesRequest(Body):
    """How the caller wants to be told, as a whole.

    version: the one of the preferences that were read
    categories: on which channels
    quiet_hours: when not; null for never
    digest: whether mails of the optional categories are gathered, and how often they come then
    locale: the language of every message, which is the profile's
    """

    version: Annotated[int, msgspec.Meta(ge=0, le=10**9)]
    categories: CategoriesBody
    quiet_hours: QuietHoursBody | None
    digest: Digest
    locale: Locale

    def preferences(self) -> Preferences:
        """Raises CategoryRequired where a channel of a locked category is off, InvalidRequest for hours that are none."""
        categories: Mapping[Category, Wanted] = {each: getattr(self.categories, each).wanted() for each in CATEGORIES}
        for each in LOCKED:
            if not all(categories[each].values()):
                raise CategoryRequired(each)
        return Preferences(categories, self.quiet_hours.hours() if self.quiet_hours else None, self.digest)


class PreferencesReply(Reply):
    """How the caller is told.

    version: what to send with a change; 0 where nothing was ever said
    categories: on which channels
    locked: the categories that cannot be switched off
    quiet_hours: when nothing but what is urgent comes; null for never
    digest: whether mails of the optional categories are gathered
    locale: the language of every message
    bounced: the address that mails came back from; nothing but codes goes there until one arrives; null where none did
    """

    version: int
    categories: CategoriesBody
    locked: list[Category]
    quiet_hours: QuietHoursBody | None
    digest: Digest
    locale: Locale
    bounced: Email | None

    @classmethod
    def of(cls, subscriber: Subscriber, locale: Locale) -> "PreferencesReply":
        preferences = subscriber.preferences

        def channels(category: Category) -> ChannelsBody:
            def wants(channel: Channel) -> bool:
                return preferences.wants(category, channel)

            return ChannelsBody(email=wants("email"), sms=wants("sms"), push=wants("push"))

        return cls(
            version=subscriber.version,
            categories=CategoriesBody(**{each: channels(each) for each in CATEGORIES}),
            locked=list(LOCKED),
            quiet_hours=QuietHoursBody.of(preferences.quiet_hours) if preferences.quiet_hours else None,
            digest=preferences.digest,
            locale=locale,
            bounced=subscriber.bounced or None,
        )


class NotificationReply(Reply):
    """One message in an inbox.

    notification_id: its id
    template: what kind of message it is, such as TRANSFER.RECEIVED
    category: what it is about
    title: what it says in a line
    text: what it says, in lines of plain text
    created_at: when it came
    read: whether the customer has read it
    """

    notification_id: Identifier
    template: str
    category: Category
    title: str
    text: str
    created_at: Timestamp
    read: bool

    @classmethod
    def of(cls, entry: Entry, subscriber: Subscriber) -> "NotificationReply":
        return cls(
            notification_id=entry.entry_id,
            template=entry.template,
            category=entry.category,
            title=entry.title,
            text=entry.text,
            created_at=entry.at,
            read=subscriber.has_read(entry),
        )


class NotificationPage(Reply):
    """A page of the caller's inbox, newest first.

    unread: how many of the whole inbox were not read yet
    items: the messages
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    unread: int
    items: list[NotificationReply]
    next_cursor: str | None


class NotificationRead(Reply):
    """A message that was read.

    unread: how many were not read yet
    notification: the message
    """

    unread: int
    notification: NotificationReply


class Unread(Reply):
    """What is left to be read.

    unread: how many were not read yet
    """

    unread: int


Token = Annotated[
    str,
    msgspec.Meta(
        title="PushToken",
        description="What Firebase or Apple call an app on one device, such as dWx3OmFQ-91bZ:APA91bE",
        pattern=r"^[A-Za-z0-9_:.-]{1,1024}\Z",
        examples=["dWx3OmFQ-91bZ:APA91bE"],
    ),
]


class DeviceRequest(Body):
    """A device that is to take push messages.

    platform: whose push service reaches it
    token: what that service calls the app on it
    """

    platform: Platform
    token: Token


class DeviceReply(Reply):
    """A device of the caller's that takes push messages.

    device_id: its id, the same whenever it is registered with this token
    platform: whose push service reaches it
    active: whether the bank can reach that service; without credentials of its own a stage cannot
    created_at: when it was registered
    """

    device_id: Identifier
    platform: Platform
    active: bool
    created_at: Timestamp

    @classmethod
    def of(cls, device: Device) -> "DeviceReply":
        return cls(
            device_id=device.device_id, platform=device.platform, active=bool(device.endpoint), created_at=device.created_at
        )


class DeviceList(Reply):
    """The caller's devices, ten at most.

    items: the devices
    """

    items: list[DeviceReply]


class SendRequest(Body):
    """A template, its variables, and who is to get it.

    template: the kind of message
    user_ids: up to a hundred customers
    data: the variables of the template, as plain text
    """

    template: TemplateKey
    user_ids: Annotated[list[Identifier], msgspec.Meta(min_length=1, max_length=100)]
    data: Metadata


class SendReply(Reply):
    """What is on its way.

    send_id: what the audit log calls this
    accepted: to how many customers; each by their preferences
    """

    send_id: Identifier
    accepted: int


class TemplateReply(Reply):
    """One kind of message.

    key: what it is called
    category: what it is about
    channels: what it has a text for
    sendable: whether staff may send it
    """

    key: TemplateKey
    category: Category
    channels: list[Channel]
    sendable: bool

    @classmethod
    def of(cls, key: str, kind: Kind, **more: list[str]) -> Self:
        channels: list[Channel] = ["email", "sms", "push"] if kind.sms else ["email", "push"]
        return cls(key=key, category=kind.category, channels=channels, sendable=kind.is_sendable, **more)


class DescribedTemplate(TemplateReply):
    """One kind of message, and what has to be given for it.

    variables: the names of what it asks for
    """

    variables: list[str]


class TemplateList(Reply):
    """Every kind of message that the bank sends.

    items: them, by name
    """

    items: list[TemplateReply]


class PreviewRequest(Body):
    """What to show a template with.

    locale: in which language
    data: its variables, as plain text
    """

    locale: Locale
    data: Metadata


class PreviewReply(Reply):
    """A message as a customer without a name would get it.

    version: of the template in this language; another one once its text is changed
    variables: what the template asks for
    subject: the subject of the mail, and what a push message shows
    html: the mail as a page
    text: the mail as plain text
    sms: the text of the SMS; null where there is none
    """

    version: str
    variables: list[str]
    subject: str
    html: str
    text: str
    sms: str | None
