"""The live objects: SES, the bucket of templates, linked files, the customers' addresses."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.customers import public as customers
from chalicelib.kernel import clock, ids
from chalicelib.notifications.delivery import deliver
from chalicelib.notifications.model import BANK, LINK_SECONDS, Mail, Recipient, SendMail
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.operations.send_mail import send_mail as send
from chalicelib.platform import settings
from chalicelib.platform.clients import client, signing_s3

if TYPE_CHECKING:
    from chalicelib.notifications.rendering import Renderer


def send_mail(command: SendMail) -> Outcome:
    render_with = _renderer(client("s3"), settings.bucket_name("templates-email-notification"))

    def render(command: SendMail, recipient: Recipient) -> Mail:
        return render_with.render(command.template, recipient.locale, recipient.name, data_of(command))

    return send(command, reservation=ids.new_id(), clock=clock.now, find_recipient=find_recipient, render=render, deliver=deliver)


def data_of(command: SendMail) -> Mapping[str, object]:
    """What the template reads; for a file, a link that is good for an hour from now, if the role that signs lives as long."""
    if command.file is None:
        return command.data
    place = {"Bucket": settings.bucket_name(command.file.bucket), "Key": command.file.key}
    link = signing_s3().generate_presigned_url("get_object", Params=place, ExpiresIn=LINK_SECONDS)
    return {**command.data, "link": link, "expiresInMinutes": LINK_SECONDS // 60}


def find_recipient(user_id: str) -> Recipient | None:
    found = customers.find_recipient(user_id)
    return Recipient(*found) if found else None


@cache
def _renderer(s3: Any, bucket: str) -> "Renderer":
    from chalicelib.notifications.rendering import Renderer  # Jinja2, which only the sender of mails pays for
    from chalicelib.notifications.template_source import TemplateSource

    return Renderer(TemplateSource(s3, bucket), BANK)
