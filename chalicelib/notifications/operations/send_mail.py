"""Send the mail of one fact, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.clock import to_text
from chalicelib.notifications import store
from chalicelib.notifications.catalogue import kind_of
from chalicelib.notifications.errors import MailInProgress, MailNotTaken, MailOutcomeUnknown, NotToBeSent, UnknownRecipient
from chalicelib.notifications.model import Held, Mail, Notification, Recipient, SendMail, Skip, Status


class Outcome(StrEnum):
    SENT = "SENT"
    SENT_BEFORE = "SENT_BEFORE"
    HELD = "HELD"  # it comes when it is due
    SKIPPED = "SKIPPED"  # its record says why
    LEFT_TO_A_PERSON = "LEFT_TO_A_PERSON"  # it lies in the error table: perhaps sent


def send_mail(
    command: SendMail,
    *,
    reservation: str,
    clock: Callable[[], datetime],
    find_recipient: Callable[[SendMail], Recipient | None],
    render: Callable[[SendMail, Recipient], Mail],
    deliver: Callable[[Mail, Recipient], str],
    tell: Callable[[SendMail, Mail, Recipient], None] = lambda command, mail, recipient: None,
) -> Outcome:
    """Reserves, sends and notes; everything that can fail harmlessly comes before the reservation. `tell` tells it elsewhere too.

    Raises MailInProgress while another worker has it, MailOutcomeUnknown when one ended without telling, and whatever
    prevented the mail, which is noted too.
    """
    try:
        recipient = find_recipient(command)
        if recipient is None:
            raise UnknownRecipient(f"There is no customer {command.user_id}")
        mail = render(command, recipient)
        tell(command, mail, recipient)
        if _is_unwanted(command, recipient):
            raise NotToBeSent(Skip.CATEGORY_OFF)
        if _comes_back(command, recipient):
            raise NotToBeSent(Skip.COMES_BACK)
    except NotToBeSent as skip:
        in_the_way = store.mark_skipped(command, reservation, skip, clock())
        return _give_way(in_the_way, clock()) if in_the_way else Outcome.SKIPPED
    except Exception as error:  # whatever it is, the error table shall show it
        store.mark_failed(command, error, clock())
        raise
    if held := _held(command, mail, recipient, clock()):
        in_the_way = store.hold(command, held)
        return _give_way(in_the_way, clock()) if in_the_way else Outcome.HELD
    in_the_way = store.reserve(command, reservation, clock())
    if in_the_way is not None:
        return _give_way(in_the_way, clock())
    try:
        ses_message_id = deliver(mail, recipient)
    except NotToBeSent as skip:
        in_the_way = store.mark_skipped(command, reservation, skip, clock())
        return _give_way(in_the_way, clock()) if in_the_way else Outcome.SKIPPED
    except MailNotTaken as error:
        store.mark_refused(command, reservation, error)
        raise
    store.mark_sent(command, reservation, ses_message_id, clock())
    return Outcome.SENT


def _is_unwanted(command: SendMail, recipient: Recipient) -> bool:
    kind = kind_of(command.template)
    if recipient.subscriber is None or kind.gathers:
        return False
    return not recipient.subscriber.preferences.wants(kind.category, command.channel)


def _comes_back(command: SendMail, recipient: Recipient) -> bool:
    """A code is sent all the same: somebody has just asked for it, and one that arrives says that the address is good again."""
    return command.channel == "email" and recipient.bounces


def _held(command: SendMail, mail: Mail, recipient: Recipient, now: datetime) -> Held | None:
    """What is kept of it where it is to come later."""
    if recipient.subscriber is None or command.released:
        return None
    kind, preferences = kind_of(command.template), recipient.subscriber.preferences
    due_at = preferences.held_until(kind, command.channel, now)
    if due_at is None:
        return None
    due = to_text(due_at)
    return Held(
        user_id=command.user_id,
        notification_id=command.notification_id,
        due_at=due,
        template=command.template,
        title=mail.subject,
        message=replace(command, released=due, hand_picked=True).message(),
        gathered=preferences.gathers(kind, command.channel),
        at=to_text(now),
        correlation_id=command.correlation_id,
    )


def _give_way(notification: Notification, now: datetime) -> Outcome:
    if notification.status in (Status.SENT, Status.DELIVERED, Status.BOUNCED, Status.COMPLAINED):
        return Outcome.SENT_BEFORE
    if notification.status in (Status.SKIPPED, Status.SUPPRESSED):
        return Outcome.SKIPPED
    if notification.status is Status.PENDING:
        return Outcome.HELD
    if notification.status is Status.UNKNOWN:
        return Outcome.LEFT_TO_A_PERSON
    if notification.leased(now) or notification.status is Status.FAILED:
        raise MailInProgress("Another worker is sending this mail")
    raise MailOutcomeUnknown("A worker ended after it had handed the mail to SES, or just before")
