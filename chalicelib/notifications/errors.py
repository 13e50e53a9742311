"""Why a mail was not sent. Each name ends in the error table; no message repeats personal data."""

from chalicelib.kernel.failures import Conflict, Failure, InvalidRequest, NotFound, Unprocessable


class MalformedMessage(InvalidRequest):
    """The queue message cannot be read: another try cannot help."""

    code = "malformed_message"


class UnknownTemplate(NotFound):
    """No message of the bank is called so."""

    code = "unknown_template"


class UnknownRecipient(NotFound):
    code = "unknown_recipient"


class UnrenderableMail(Unprocessable):
    """A template is broken, or asks for what the message does not bring."""

    code = "unrenderable_mail"


class UnsafeSubject(Unprocessable):
    """A rendered subject would end its header line."""

    code = "unsafe_subject"


class CategoryRequired(Unprocessable):
    """Messages about security and those that the law asks for come on every channel that there is."""

    code = "category_required"
    what_to_do = "Leave email, sms and push of `security` and `legal` on."

    def __init__(self, category: str) -> None:
        super().__init__(f"Messages of the category {category} cannot be switched off")


class UnknownNotification(NotFound):
    """The caller's inbox has nothing under this id."""

    code = "notification_not_found"

    def __init__(self) -> None:
        super().__init__("No such notification")


class UnknownDevice(NotFound):
    """The caller has no device under this id."""

    code = "device_not_found"

    def __init__(self) -> None:
        super().__init__("No such device")


class TooManyDevices(Unprocessable):
    """Ten devices take push messages of a customer."""

    code = "too_many_devices"
    what_to_do = "Remove one that is not used any more with DELETE /api/v1/notifications/devices/{device_id}."

    def __init__(self) -> None:
        super().__init__("Ten devices are registered already")


class UnknownToken(NotFound):
    """No mail of the bank has brought this address."""

    code = "unknown_token"

    def __init__(self) -> None:
        super().__init__("No mail of ours has this address")


class TemplateNotSendable(Unprocessable):
    """The template carries a code, leads to a file, gathers other messages, or is one that nobody can switch off: only the bank
    itself sends it."""

    code = "template_not_sendable"
    what_to_do = "Choose one that GET /api/v1/notifications/templates calls `sendable`."

    def __init__(self) -> None:
        super().__init__("Only the bank itself sends this template")


class ChannelNotSupported(Unprocessable):
    """The template has no text for this channel."""

    code = "channel_not_supported"
    what_to_do = "Choose a channel that GET /api/v1/notifications/templates names for it."

    def __init__(self) -> None:
        super().__init__("This template has no text for SMS")


class UnknownMail(NotFound):
    """What is told of is no mail that the bank has sent, or none yet."""

    code = "unknown_mail"


class MailInProgress(Conflict):
    """Another worker is sending this mail at this moment."""

    code = "mail_in_progress"


class NotToBeSent(Conflict):
    """Nothing failed, and it is not sent: the detail says why."""

    code = "not_to_be_sent"


class MailNotTaken(Failure):
    """SES said that it does not take the mail, or was never reached: another try is safe."""

    code = "mail_not_taken"


class MailOutcomeUnknown(Failure):
    """A worker ended between handing the mail to SES and noting it: it may have been sent, so it is not sent again unasked."""

    code = "mail_outcome_unknown"
