"""REST routes of a customer's inbox."""

from functools import partial

from chalicelib.customers.public import UnknownCustomer
from chalicelib.notifications import queries
from chalicelib.notifications.errors import UnknownNotification
from chalicelib.notifications.operations.mark_read import mark_all_read, mark_read
from chalicelib.notifications.schemas import NotificationPage, NotificationRead, NotificationReply, Unread
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.paging import Page

routes = Routes(
    __name__,
    tag="Inbox",
    about="What the bank has told a customer, whatever channel else it went by",
    user_id="the caller, as GET /me tells",
    notification_id="a message of the caller's inbox",
)


@routes.get(
    "/api/v1/notifications/user/{user_id}",
    summary="The caller's inbox, newest first",
    query=Page,
    answer=NotificationPage,
    failures=(UnknownCustomer,),
    cached=True,
)
def list_notifications(request: Request[None, Page]) -> Answer:
    """What came, and how much of it is not read yet. Whoever asks again sends the ETag as `If-None-Match`, and is answered 304
    where nothing came and nothing was read."""
    user_id = request.path["user_id"]
    if user_id != request.caller.user_id:
        raise UnknownCustomer
    subscriber = queries.subscriber(user_id)
    found, cursor = paging.page(request, partial(queries.entries_of, user_id))
    items = [NotificationReply.of(each, subscriber) for each in found]
    return Answer(200, NotificationPage(unread=subscriber.unread, items=items, next_cursor=cursor))


@routes.post(
    "/api/v1/notifications/{notification_id}/read",
    summary="Note that a message was read",
    answer=NotificationRead,
    failures=(UnknownNotification,),
)
def read_notification(request: Request[None, None]) -> Answer:
    """A message that was read stays so: to say it again changes nothing."""
    entry, subscriber = mark_read(request.path["notification_id"], request.call)
    return Answer(200, NotificationRead(unread=subscriber.unread, notification=NotificationReply.of(entry, subscriber)))


@routes.post("/api/v1/notifications/read-all", summary="Note that every message was read", answer=Unread)
def read_all_notifications(request: Request[None, None]) -> Answer:
    """What comes afterwards is unread again."""
    return Answer(200, Unread(unread=mark_all_read(request.call).unread))
