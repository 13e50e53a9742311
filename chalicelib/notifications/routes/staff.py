"""REST routes of staff: what kinds of messages there are, how one looks, and sending one by hand."""

from collections.abc import Callable

from chalicelib.notifications import wiring
from chalicelib.notifications.catalogue import KINDS, Kind
from chalicelib.notifications.errors import (
    ChannelNotSupported,
    TemplateNotSendable,
    UnknownTemplate,
    UnrenderableMail,
    UnsafeSubject,
)
from chalicelib.notifications.formatting import DEFAULT_LOCALE
from chalicelib.notifications.operations.send_by_hand import SendByHand, send_by_hand
from chalicelib.notifications.preferences import Channel
from chalicelib.notifications.schemas import (
    DescribedTemplate,
    PreviewReply,
    PreviewRequest,
    SendReply,
    SendRequest,
    TemplateList,
    TemplateReply,
)
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="Messages of staff",
    about="The kinds of messages that there are, and sending one by hand",
    key="a template, such as PRODUCT.NEWS",
)
TEMPLATES = "/api/v1/notifications/templates"


@routes.get(TEMPLATES, summary="Every kind of message", access="staff", answer=TemplateList)
def list_templates(request: Request[None, None]) -> Answer:
    """What each is about, on which channels it comes, and whether staff may send it."""
    return Answer(200, TemplateList(items=[TemplateReply.of(key, kind) for key, kind in sorted(KINDS.items())]))


@routes.get(
    f"{TEMPLATES}/{{key}}", summary="One kind of message", access="staff", answer=DescribedTemplate, failures=(UnknownTemplate,)
)
def get_template(request: Request[None, None]) -> Answer:
    """What the list says of it, and what it asks for, read off its text."""
    key = request.path["key"]
    kind = _kind(key)
    _, variables = wiring.renderer().described(key, DEFAULT_LOCALE)
    return Answer(200, DescribedTemplate.of(key, kind, variables=variables))


@routes.post(
    f"{TEMPLATES}/{{key}}/preview",
    summary="See a message before anybody gets it",
    access="staff",
    body=PreviewRequest,
    answer=PreviewReply,
    failures=(UnknownTemplate, UnrenderableMail, UnsafeSubject),
)
def preview_template(request: Request[PreviewRequest, None]) -> Answer:
    """Writes the message with these variables, sends nothing, and refuses when one is missing."""
    key, body = request.path["key"], request.body
    _kind(key)
    mail, sms = wiring.preview(key, body.locale, body.data)
    version, variables = wiring.renderer().described(key, body.locale)
    shown = PreviewReply(version=version, variables=variables, subject=mail.subject, html=mail.html, text=mail.text, sms=sms)
    return Answer(200, shown)


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise UnknownTemplate("There is no such template")
    return KINDS[key]


def _send(channel: Channel, told: str) -> Callable[[Request[SendRequest, None]], Answer]:
    def send(request: Request[SendRequest, None]) -> Answer:
        body = request.body
        command = SendByHand(channel, body.template, body.user_ids, body.data)
        return Answer.of(
            send_by_hand(
                command,
                request.call,
                wiring.rehearse,
                lambda send_id, accepted: plain(SendReply(send_id=send_id, accepted=accepted)),
            )
        )

    send.__name__, send.__doc__ = f"send_by_{channel}", told
    return routes.post(
        f"/api/v1/notifications/{channel}",
        summary=f"Send a template to customers by {channel}",
        access="support",
        status=202,
        body=SendRequest,
        answer=SendReply,
        keys="record",
        failures=(UnknownTemplate, TemplateNotSendable, ChannelNotSupported, UnrenderableMail, UnsafeSubject),
    )(send)


_TOLD = "Each customer gets it by their preferences, or not; the audit log says who has sent what to whom. The text is the template's."
send_by_email, send_by_sms, send_by_push = (_send(channel, _TOLD) for channel in ("email", "sms", "push"))
