"""Facts of notifications and where each is delivered."""

from typing import Annotated

import msgspec

from chalicelib.notifications.catalogue import Category, kind_of
from chalicelib.notifications.model import SendMail
from chalicelib.notifications.preferences import Channel
from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.dynamo import Change
from chalicelib.platform.schemas import Identifier

TOPIC: cloud_events.Topic = "notification-events"
TemplateKey = Annotated[
    str,
    msgspec.Meta(
        title="TemplateKey",
        description="What a kind of message is called, such as PRODUCT.NEWS",
        pattern=r"^[A-Z]{2,30}(\.[A-Z_]{2,30}){0,3}\Z",
        examples=["PRODUCT.NEWS"],
    ),
]


@cloud_events.declare("notifications", "notification.sent", topic=TOPIC)
class NotificationSent(Data):
    """A message left on one channel; what it says is in no event.

    notification_id: its record
    user_id: to whom
    template: what kind of message it is
    category: what it is about
    channel: how it went
    """

    notification_id: Identifier
    user_id: Identifier
    template: TemplateKey
    category: Category
    channel: Channel


def sent(command: SendMail, call: Call) -> Change:
    data = NotificationSent(
        notification_id=command.notification_id,
        user_id=command.user_id,
        template=command.template,
        category=kind_of(command.template).category,
        channel=command.channel,
    )
    return outbox.record("notification.sent", [cloud_events.about(command.notification_id, data, call)], call)
