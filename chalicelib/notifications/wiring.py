"""The live objects: SES, the bucket of templates, linked files, the customers' addresses."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.customers import public as customers
from chalicelib.identity import public as identity
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.notifications import devices, recipients, unsubscribe
from chalicelib.notifications.catalogue import kind_of
from chalicelib.notifications.delivery import deliver
from chalicelib.notifications.errors import NotToBeSent
from chalicelib.notifications.formatting import DEFAULT_LOCALE, LOCALES, unlinked
from chalicelib.notifications.model import (
    BANK,
    LINK_SECONDS,
    UNCONFIRMED_AN_HOUR,
    Device,
    Mail,
    Recipient,
    SendMail,
    Skip,
    Subscriber,
)
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.operations.send_mail import send_mail as send
from chalicelib.notifications.operations.tell import tell
from chalicelib.notifications.preferences import Channel
from chalicelib.notifications.unsubscribe import Wish
from chalicelib.platform import rate_limit, settings
from chalicelib.platform.clients import client, signing_s3

if TYPE_CHECKING:
    from chalicelib.notifications.rendering import Renderer


def renderer() -> "Renderer":
    return _renderer(client("s3"), settings.bucket_name("templates-email-notification"))


def rehearse(template: str, data: Mapping[str, str]) -> None:
    """Writes a message in every language, for nobody. Raises UnrenderableMail for a variable that is missing, UnsafeSubject."""
    for locale in sorted(LOCALES):
        preview(template, locale, data)


def preview(template: str, locale: str, data: Mapping[str, str]) -> tuple[Mail, str | None]:
    """A message as a customer without a name would get it, and its SMS, if it has one. Raises like `rehearse`.

    What gathers messages is shown with those whose titles `messages` has, one after a semicolon.
    """
    told: dict[str, Any] = {**data}
    if kind_of(template).gathers and "messages" in data:
        told["messages"] = [{"title": each.strip(), "at": clock.to_text(clock.now())} for each in data["messages"].split(";")]
    mail = renderer().render(template, locale, "", told)
    return mail, renderer().render_sms(template, locale, data).text if kind_of(template).sms else None


def send_mail(command: SendMail) -> Outcome:
    render_with = renderer()

    def render(command: SendMail, recipient: Recipient) -> Mail:
        if command.title:
            return Mail(command.title, "", f"{BANK}: {command.title}")
        if recipient.phone and kind_of(command.template).sms:
            return render_with.render_sms(command.template, recipient.locale, {**command.data, **recipient.code})
        # Until somebody has shown that the address is theirs, what a stranger typed must not lead them anywhere.
        name, data = (recipient.name, command.data) if recipient.confirmed else ("", unlinked(command.data))
        data = {**data, **recipient.code, **_link_of(command)}
        mail = render_with.render(command.template, recipient.locale, name, data, _unsubscribing(command))
        return replace(mail, text=f"{BANK}: {mail.subject}" if recipient.phone else mail.text, record=command.notification_id)

    return send(
        command,
        reservation=ids.new_id(),
        clock=clock.now,
        find_recipient=find_recipient,
        render=render,
        deliver=hand_over,
        tell=tell_elsewhere,
    )


def tell_elsewhere(command: SendMail, mail: Mail, recipient: Recipient) -> None:
    """A fact's mail goes to the inbox as well, and to the channels that the customer wants it on; not what carries a code, what
    goes to one channel only, or what gathers others."""
    if recipient.subscriber and not command.hand_picked and not kind_of(command.template).gathers:
        tell(command, mail, recipient.subscriber, _further(command, recipient, recipient.subscriber), clock.now())


def _further(command: SendMail, recipient: Recipient, subscriber: Subscriber) -> list[SendMail]:
    """SMS for what has a text for it, and for what must be told where mails come back; push to who has a device."""
    kind, wants = kind_of(command.template), subscriber.preferences.wants
    instead = recipient.bounces and not kind.is_optional
    by_sms = recipient.mobile and wants(kind.category, "sms") and (kind.sms or instead)
    by_push = wants(kind.category, "push") and devices.of(subscriber.user_id)
    chosen: list[tuple[Channel, object]] = [("sms", by_sms), ("push", by_push)]
    return [command.on(channel) for channel, chose in chosen if chose]


def _unsubscribing(command: SendMail) -> str:
    """The address in a mail that may be switched off; of a digest, for all that it gathers."""
    kind = kind_of(command.template)
    if command.channel != "email" or command.challenge_id or not kind.is_optional:
        return ""
    return unsubscribe.address(Wish(command.user_id, unsubscribe.OPTIONAL if kind.gathers else (kind.category,)))


def _link_of(command: SendMail) -> Mapping[str, object]:
    """For a file, a link that is good for an hour from now, if the role that signs lives as long."""
    if command.file is None:
        return {}
    place = {"Bucket": settings.bucket_name(command.file.bucket), "Key": command.file.key}
    link = signing_s3().generate_presigned_url("get_object", Params=place, ExpiresIn=LINK_SECONDS)
    return {"link": link, "expiresInMinutes": LINK_SECONDS // 60}


def find_recipient(command: SendMail) -> Recipient | None:
    """Who gets it, None where the bank knows nobody. Raises NotToBeSent for a code that is over, and for a channel that does
    not reach them."""
    found = customers.find_recipient(command.user_id)
    if command.challenge_id:
        return _recipient_of_code(command.challenge_id, found)
    if found is None:
        return None
    proven = identity.proven_of(found[0])
    known = Recipient(*found, confirmed=proven.email, mobile=proven.phone, subscriber=recipients.find(command.user_id))
    if command.channel == "sms":
        return replace(known, phone=_phone(proven.phone))
    if command.channel == "push":
        return replace(known, devices=_devices(command.user_id))
    return known


def _phone(number: str | None) -> str:
    """Raises NotToBeSent where there is none, or none to send from."""
    if not number:
        raise NotToBeSent(Skip.NO_ADDRESS)
    if not settings.sms_origin():
        raise NotToBeSent(Skip.NOT_CONFIGURED)
    return number


def _devices(user_id: str) -> list[Device]:
    """Those that SNS knows. Raises NotToBeSent where there is none."""
    owned = devices.of(user_id)
    known = [each for each in owned if each.endpoint]
    if not known:
        raise NotToBeSent(Skip.NOT_CONFIGURED if owned else Skip.NO_ADDRESS)
    return known


def hand_over(mail: Mail, recipient: Recipient) -> str:
    """Delivers it. Raises NotToBeSent for an address that nobody has confirmed, once it had its mails of this hour; what carries a
    code is no part of them, since codes are counted where they are asked for."""
    if not recipient.confirmed and not recipient.code and not recipient.phone and not recipient.devices:
        try:
            rate_limit.count_exactly(f"mails#{recipient.email}", UNCONFIRMED_AN_HOUR, 3_600)
        except TooManyRequests:
            raise NotToBeSent(Skip.UNCONFIRMED) from None
    return deliver(mail, recipient)


def _recipient_of_code(challenge_id: str, found: tuple[str, str, str] | None) -> Recipient:
    """Where the code goes is the challenge's word: the profile may say something else by now. Staff have none."""
    sent = identity.find_code(challenge_id, clock.now())
    if sent is None:
        raise NotToBeSent(Skip.CODE_OVER)
    _, name, locale = found or ("", "", DEFAULT_LOCALE)
    if sent.channel == "email":
        return Recipient(sent.address, name, locale, confirmed=identity.proven_of(sent.address).email, code=sent.data)
    return Recipient("", name, locale, phone=_phone(sent.address), code=sent.data)


@cache
def _renderer(s3: Any, bucket: str) -> "Renderer":
    from chalicelib.notifications.rendering import Renderer  # Jinja2, which only the sender of mails pays for
    from chalicelib.notifications.template_source import TemplateSource

    return Renderer(TemplateSource(s3, bucket), BANK)
