"""What the bank tells people, and how they want it told."""

from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.bank.wants.wanting import Want, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

_PATH = "/api/v1/notifications"


@want("message")
def reads_the_inbox(me: "Customer") -> Want:
    return Want("reads the inbox", "GET", f"{_PATH}/user/{me.user_id}", None, {"message": "items.*.notificationId"})


@want()
def has_read_a_message(me: "Customer") -> Want:
    return Want("has read a message", "POST", f"{_PATH}/{me.need('message')}/read", keyed=False)


@want()
def has_read_all_messages(me: "Customer") -> Want:
    return Want("has read all messages", "POST", f"{_PATH}/read-all", keyed=False)


@want("device")
def has_a_new_telephone(me: "Customer") -> Want:
    body = {"platform": "android", "token": me.pick("telephone", (f"{me.name}.one", f"{me.name}.two", "anybody"))}
    return Want("has a new telephone", "POST", f"{_PATH}/devices", body, {"device": "deviceId"})


@want()
def loses_a_telephone(me: "Customer") -> Want:
    return Want("loses a telephone", "DELETE", f"{_PATH}/devices/{me.need('device')}", keyed=False)


@want("preferences")
def sees_their_preferences(me: "Customer") -> Want:
    return Want("sees their preferences", "GET", f"{_PATH}/preferences", None, {"preferences": "version"})


@want("changed preferences")
def changes_their_mind(me: "Customer") -> Want:
    """Two changes at one moment, from what was read before: one of them is made."""
    asked = changes_their_preferences(me)
    other = {**asked.body, "digest": "daily" if asked.body["digest"] != "daily" else "none"}
    return replace(asked, beside=(replace(asked, body=other),))


@want("device")
def has_new_telephones(me: "Customer") -> Want:
    asked = has_a_new_telephone(me)
    others = [replace(asked, body={**asked.body, "token": f"{me.name}.{me.wanted}.{number}"}) for number in range(3)]
    return replace(asked, beside=tuple(others))


@want("changed preferences")
def changes_their_preferences(me: "Customer") -> Want:
    everywhere = {"email": True, "sms": True, "push": True}
    body = {
        "version": me.need("preferences"),
        "categories": dict.fromkeys(("security", "legal", "transactions", "account", "marketing"), everywhere),
        "quietHours": me.pick("quiet hours", ({"from": "22:00", "to": "21:00", "timezone": "UTC"}, None)),
        "digest": me.pick("digest", ("daily", "hourly", "none")),
        "locale": me.pick("locale", ("en", "es")),
    }
    keeps = {"preferences": "version", "changed preferences": "version"}
    return Want("changes their preferences", "PUT", f"{_PATH}/preferences", body, keeps, keyed=False)


@want()
def wants_no_more_news(me: "Customer") -> Want:
    return Want("wants no more news", "POST", me.link(), role="nobody", keyed=False)


@want()
def sees_how_to_be_left_alone(me: "Customer") -> Want:
    return Want("sees how to be left alone", "GET", me.link(), role="nobody")


@want()
def is_shown_a_message(me: "Customer") -> Want:
    body = {"locale": me.pick("language", ("en", "es")), "data": {"title": "News", "text": "There is news."}}
    path = f"{_PATH}/templates/PRODUCT.NEWS/preview"
    return Want("is shown a message before it goes out", "POST", path, body, role="support", keyed=False)


@want()
def gets_news(me: "Customer") -> Want:
    channel = me.pick("channel", ("push", "email", "sms"))
    body = {"template": "PRODUCT.NEWS", "userIds": [me.user_id], "data": {"title": "News", "text": "There is news."}}
    return Want(f"gets news by {channel}", "POST", f"{_PATH}/{channel}", body, role="support")
