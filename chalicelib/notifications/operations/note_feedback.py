"""Note what became of a mail, and draw the consequence for the next ones to that customer."""

from dataclasses import replace

from chalicelib.notifications import recipients, store
from chalicelib.notifications.catalogue import kind_of
from chalicelib.notifications.errors import UnknownMail
from chalicelib.notifications.model import QUEUE, Feedback, Notification, SendMail, Status
from chalicelib.notifications.operations.change_preferences import unsubscribe
from chalicelib.notifications.unsubscribe import OPTIONAL, Wish
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


def note_feedback(told: Feedback, call: Call) -> None:
    """An address that mails come back from for good is marked until one arrives, and what has to reach its customer goes by SMS
    instead; a complaint ends the mails of optional categories.

    Raises UnknownMail unless SES tells of a mail of the bank by the name that it gave it; also where that is not noted yet: the
    queue tries again.
    """
    mail = store.find(told.notification_id)
    if mail is None or mail.ses_message_id != told.ses_message_id:
        raise UnknownMail("No mail of the bank is called so")
    if told.for_good:
        recipients.mark_bounced(mail.user_id, told.address, told.at)
    elif told.status is Status.DELIVERED:
        recipients.mark_reached(recipients.find(mail.user_id), told.address, told.at)
    elif told.status is Status.COMPLAINED:
        unsubscribe(Wish(mail.user_id, OPTIONAL), call)
    store.mark_end(mail, told, _by_sms(mail, call) if told.for_good else ())


def _by_sms(mail: Notification, call: Call) -> list[Change]:
    """What came back and must not be lost, on the channel that it may not have gone to: what the inbox has it under, which has no code.
    Where that has it already it is not told twice, and push had it with the mail."""
    if kind_of(mail.template).is_optional:
        return []
    command = SendMail(mail.message_id, mail.template, mail.user_id, {}, mail.correlation_id)
    entry = recipients.find_entry(mail.user_id, command.entry_id)
    if entry is None:
        return []
    message = outbox.to_queue(QUEUE, replace(command.on("sms"), title=entry.title).message())
    return [outbox.record("notification.returned", [message], replace(call, correlation_id=mail.correlation_id))]
