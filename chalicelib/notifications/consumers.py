"""The queue of mails, that of what became of them, and their dead letters. Two functions keep the names that the requirements gave
them."""

from chalice import Blueprint

from chalicelib.kernel import clock
from chalicelib.notifications import wiring
from chalicelib.notifications.operations.note_feedback import note_feedback
from chalicelib.notifications.operations.record_failed_mail import ERRORS, DeadLetter, record_failed_mail
from chalicelib.notifications.wire import read_feedback, read_message
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer
from chalicelib.platform.observability import logger

consumers = Blueprint(__name__)
FEEDBACK, FAILED_FEEDBACK = "notification-feedback-sqs", "notification-feedback-error-sqs"


# One mail at a time: SES may take ten seconds to fail, and a function that runs out of time hands its whole batch back.
# Mails that were never tried would use up their receives and end among the dead letters with it.
@queue_consumer(consumers, "notification-email-sqs", "send-notifications-lambda", batch_size=1)
def send_notifications(message: Message) -> None:
    command = read_message(message.body)
    outcome = wiring.send_mail(command)
    mail = {"notification_id": command.notification_id, "template": command.template, "user_id": command.user_id}
    logger.info("mail", extra={"outcome": outcome, **mail})


@queue_consumer(consumers, "notification-email-error-sqs", "send-notifications-error-lambda")
def send_notifications_error(message: Message) -> None:
    letter = DeadLetter(message.id, message.body, message.raw, message.sent_at)
    error_id = record_failed_mail(letter, now=clock.now())
    logger.info("dead mail", extra={"outcome": "RECORDED" if error_id else "NOTHING_TO_TELL", "error_id": error_id})


@queue_consumer(consumers, FEEDBACK, "notifications_feedback")
def take_feedback(message: Message) -> None:
    feedback = read_feedback(message.body)
    note_feedback(feedback, message.call())
    logger.info("feedback", extra={"outcome": feedback.status, "notification_id": feedback.notification_id})


notifications_feedback_failed = dead_letters(
    consumers, FAILED_FEEDBACK, "notifications_feedback_failed", table=ERRORS, read=read_feedback, back_to=lambda body: FEEDBACK
)
