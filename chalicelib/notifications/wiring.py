"""The live objects: SES, the bucket of templates, the customers' addresses."""

from functools import cache

from chalicelib.customers import public as customers
from chalicelib.kernel import clock, ids
from chalicelib.notifications.delivery import deliver
from chalicelib.notifications.model import BANK, Mail, Recipient, SendMail
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.operations.send_mail import send_mail as send
from chalicelib.platform import settings
from chalicelib.platform.clients import client


def send_mail(command: SendMail) -> Outcome:
    render_with = _renderer(client("s3"), settings.bucket_name("templates-email-notification"))

    def render(command: SendMail, recipient: Recipient) -> Mail:
        return render_with.render(command.template, recipient.locale, recipient.name, command.data)

    return send(command, reservation=ids.new_id(), clock=clock.now, find_recipient=find_recipient, render=render, deliver=deliver)


def find_recipient(user_id: str) -> Recipient | None:
    found = customers.find_recipient(user_id)
    return Recipient(*found) if found else None


@cache
def _renderer(s3, bucket: str):
    from chalicelib.notifications.rendering import Renderer  # Jinja2, which only the sender of mails pays for
    from chalicelib.notifications.template_source import TemplateSource

    return Renderer(TemplateSource(s3, bucket), BANK)
