"""The live objects: SES, the bucket of templates, linked files, the customers' addresses."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.customers import public as customers
from chalicelib.identity import public as identity
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.notifications import recipients
from chalicelib.notifications.catalogue import kind_of
from chalicelib.notifications.delivery import deliver
from chalicelib.notifications.errors import NotToBeSent
from chalicelib.notifications.formatting import DEFAULT_LOCALE, unlinked
from chalicelib.notifications.model import BANK, LINK_SECONDS, UNCONFIRMED_AN_HOUR, Mail, Recipient, SendMail, Skip
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.operations.send_mail import send_mail as send
from chalicelib.notifications.operations.tell import tell
from chalicelib.platform import rate_limit, settings
from chalicelib.platform.clients import client, signing_s3

if TYPE_CHECKING:
    from chalicelib.notifications.rendering import Renderer


def send_mail(command: SendMail) -> Outcome:
    render_with = _renderer(client("s3"), settings.bucket_name("templates-email-notification"))

    def render(command: SendMail, recipient: Recipient) -> Mail:
        if recipient.phone:
            return render_with.render_sms(command.template, recipient.locale, {**command.data, **recipient.code})
        # Until somebody has shown that the address is theirs, what a stranger typed must not lead them anywhere.
        name, data = (recipient.name, command.data) if recipient.confirmed else ("", unlinked(command.data))
        data = {**data, **recipient.code, **_link_of(command)}
        return render_with.render(command.template, recipient.locale, name, data)

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
    """A fact's mail goes to the inbox as well; not what carries a code, what goes to one channel only, or what gathers others."""
    if recipient.subscriber and not command.hand_picked and not kind_of(command.template).gathers:
        tell(command, mail, recipient.subscriber, [], clock.now())


def _link_of(command: SendMail) -> Mapping[str, object]:
    """For a file, a link that is good for an hour from now, if the role that signs lives as long."""
    if command.file is None:
        return {}
    place = {"Bucket": settings.bucket_name(command.file.bucket), "Key": command.file.key}
    link = signing_s3().generate_presigned_url("get_object", Params=place, ExpiresIn=LINK_SECONDS)
    return {"link": link, "expiresInMinutes": LINK_SECONDS // 60}


def find_recipient(command: SendMail) -> Recipient | None:
    """Who gets it, None where the bank knows nobody. Raises NotToBeSent for a code that is over, and for SMS where the stage
    sends none."""
    found = customers.find_recipient(command.user_id)
    if command.challenge_id:
        return _recipient_of_code(command.challenge_id, found)
    if found is None:
        return None
    return Recipient(*found, confirmed=identity.has_proven(found[0]), subscriber=recipients.find(command.user_id))


def hand_over(mail: Mail, recipient: Recipient) -> str:
    """Delivers it. Raises NotToBeSent for an address that nobody has confirmed, once it had its mails of this hour; what carries a
    code is no part of them, since codes are counted where they are asked for."""
    if not recipient.confirmed and not recipient.code:
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
        return Recipient(sent.address, name, locale, confirmed=identity.has_proven(sent.address), code=sent.data)
    if not settings.sms_origin():
        raise NotToBeSent(Skip.NOT_CONFIGURED)
    return Recipient("", name, locale, phone=sent.address, code=sent.data)


@cache
def _renderer(s3: Any, bucket: str) -> "Renderer":
    from chalicelib.notifications.rendering import Renderer  # Jinja2, which only the sender of mails pays for
    from chalicelib.notifications.template_source import TemplateSource

    return Renderer(TemplateSource(s3, bucket), BANK)
