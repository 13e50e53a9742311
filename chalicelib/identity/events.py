"""Facts of identity and where each is delivered."""

from typing import Literal

from chalicelib.identity.challenges import Challenge, Channel
from chalicelib.identity.model import Credential
from chalicelib.kernel import clock, ids
from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.dynamo import Change
from chalicelib.platform.outbox import Delivery
from chalicelib.platform.schemas import Identifier

TOPIC: cloud_events.Topic = "identity-events"


@cloud_events.declare("identity", "user.registered", topic=TOPIC)
class UserRegistered(Data):
    """Somebody registered and is a customer now.

    user_id: who, which is the customer's id too
    """

    user_id: Identifier


@cloud_events.declare("identity", "user.logged_in", topic=TOPIC)
class UserLoggedIn(Data):
    """Somebody opened a session.

    user_id: who, of the customers or of the staff
    """

    user_id: Identifier


@cloud_events.declare("identity", "user.verified", topic=TOPIC)
class UserVerified(Data):
    """Somebody proved that an address is their own.

    user_id: who, of the customers or of the staff
    channel: what was proven
    """

    user_id: Identifier
    channel: Channel


def registered(user_id: str, call: Call) -> Delivery:
    """What the fact of a registration, which customers record, tells of the user."""
    return cloud_events.about(user_id, UserRegistered(user_id=user_id), call)


def locked(credential: Credential | None, call: Call) -> Change:
    """Somebody guesses; the same fact without a mail where nobody is behind the address."""
    mail = _mail(credential, "SIGNIN.LOCKED", ids.new_id(call.now), {}, call) if credential else []
    return outbox.record("login.locked", mail, call)


def password_changed(credential: Credential, call: Call) -> Change:
    mail = _mail(credential, "PASSWORD.CHANGED", ids.new_id(call.now), {}, call)
    return outbox.record("user.password_changed", mail, call)


def logged_in(credential: Credential, call: Call) -> Change:
    """An event for each login, and a mail where it is a customer's."""
    event = cloud_events.about(credential.user_id, UserLoggedIn(user_id=credential.user_id), call)
    mail = _mail(credential, "USER.LOGIN", ids.new_id(call.now), {}, call)
    return outbox.record("user.logged_in", [event, *mail], call)


def code_wanted(challenge: Challenge, template: str, call: Call) -> Change:
    """The message that carries a challenge's code; the same fact without a message where nobody is behind the address."""
    mail = outbox.mail(
        ids.new_id(call.now), template, challenge.user_id, {}, call.correlation_id, challenge_id=challenge.challenge_id
    )
    return outbox.record("code.wanted", [mail] if challenge.user_id else [], call)


def verified(credential: Credential, channel: Channel, call: Call) -> Change:
    """An event; a customer's cards, which wait for the first proven email (a second start under this name is none); and to the
    email a word about a new phone number."""
    user_id = credential.user_id
    event = cloud_events.about(user_id, UserVerified(user_id=user_id, channel=channel), call)
    follows: list[Delivery] = []
    if channel == "phone":
        follows = _mail(credential, "ADDRESS.CHANGED", ids.new_id(call.now), {"channel": channel}, call)
    elif credential.is_customer:
        input = {"userId": user_id, "correlationId": call.correlation_id}
        follows = [outbox.to_execution("cards_registration", user_id, input)]
    return outbox.record("user.verified", [event, *follows], call)


def email_changed(notice: Challenge, call: Call) -> Change:
    """An event, and a word to the address that was the user's until now."""
    event = cloud_events.about(notice.user_id, UserVerified(user_id=notice.user_id, channel="email"), call)
    return outbox.record("user.email_changed", [event, _word(notice, call)], call)


def phone_changed(notice: Challenge, call: Call) -> Change:
    """A word to the number that was proven to be the user's until now."""
    return outbox.record("user.phone_changed", [_word(notice, call)], call)


def _word(notice: Challenge, call: Call) -> Delivery:
    data, known = {"at": clock.to_text(call.now), "channel": notice.channel}, notice.challenge_id
    return outbox.mail(known, "ADDRESS.CHANGED", notice.user_id, data, call.correlation_id, challenge_id=known)


def factor_changed(credential: Credential, what: Literal["added", "removed", "recovery"], call: Call) -> Change:
    mail = _mail(credential, "FACTOR.CHANGED", ids.new_id(call.now), {"what": what}, call)
    return outbox.record("user.factor_changed", mail, call)


def recovery_used(credential: Credential, left: int, call: Call) -> Change:
    mail = _mail(credential, "RECOVERY.USED", ids.new_id(call.now), {"left": left}, call)
    return outbox.record("user.recovery_used", mail, call)


def factor_wrong(credential: Credential, challenge: Challenge, call: Call) -> Change:
    """Somebody knows the password and not the second factor: the owner is told, once a challenge."""
    mail = _mail(credential, "SIGNIN.SUSPICIOUS", challenge.challenge_id, {}, call)
    return outbox.record("user.factor_wrong", mail, call)


def _mail(credential: Credential, template: str, message_id: str, data: dict[str, object], call: Call) -> list[Delivery]:
    """To a customer; staff have no profile to write to."""
    about = {"at": clock.to_text(call.now), **data}
    return [outbox.mail(message_id, template, credential.user_id, about, call.correlation_id)] if credential.is_customer else []
