"""Note what became of a mail, and draw the consequence for the next ones to that customer."""

from chalicelib.notifications import recipients, store
from chalicelib.notifications.errors import UnknownMail
from chalicelib.notifications.model import Feedback, Status
from chalicelib.notifications.operations.change_preferences import unsubscribe
from chalicelib.notifications.unsubscribe import OPTIONAL, Wish
from chalicelib.platform.call import Call


def note_feedback(told: Feedback, call: Call) -> None:
    """An address that mails come back from for good is marked until one arrives; a complaint ends the mails of optional categories.

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
    store.mark_end(mail, told)
