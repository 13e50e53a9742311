"""Put a fact into the user's inbox, once, and hand it to the other channels that they want it on."""

from datetime import datetime

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.notifications import recipients
from chalicelib.notifications.catalogue import kind_of
from chalicelib.notifications.model import QUEUE, Entry, Mail, SendMail, Subscriber
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call


def tell(command: SendMail, mail: Mail, subscriber: Subscriber, further: list[SendMail], now: datetime) -> None:
    """What `mail` says lies in the inbox afterwards, and each of `further` is on its way. A repeat does nothing.

    Raises RequestInProgress when too many others come at once.
    """
    told = outbox.record(
        "notification.told",
        [outbox.to_queue(QUEUE, each.message()) for each in further],
        Call(now, correlation_id=command.correlation_id),
    )
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        entry = Entry(
            user_id=subscriber.user_id,
            number=subscriber.entries + 1,
            entry_id=command.entry_id,
            template=command.template,
            category=kind_of(command.template).category,
            title=mail.subject,
            text=mail.content,
            at=clock.to_text(now),
        )
        try:
            dynamo.transact([*recipients.delivering(subscriber, entry, command), *([told] if further else [])])
            return
        except dynamo.Refused as refused:
            if "told" in refused.items:
                return
        dynamo.pause(attempt)
        subscriber = recipients.find(subscriber.user_id)
    raise RequestInProgress("Too many messages to this user at once; try again")
