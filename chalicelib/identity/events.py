"""Facts of identity and where each is delivered."""

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


def registered(user_id: str, call: Call) -> Delivery:
    """What the fact of a registration, which customers record, tells of the user."""
    return cloud_events.about(user_id, UserRegistered(user_id=user_id), call)


def locked(credential: Credential | None, call: Call) -> Change:
    """Somebody guesses; the same fact without a mail where nobody is behind the address."""
    about = {"at": clock.to_text(call.now)}
    is_customer = credential is not None and credential.is_customer
    mails = [outbox.mail(ids.new_id(call.now), "SIGNIN.LOCKED", credential.user_id, about)] if credential and is_customer else []
    return outbox.record("login.locked", mails, call)


def password_changed(credential: Credential, call: Call) -> Change:
    about = {"at": clock.to_text(call.now)}
    mail = outbox.mail(ids.new_id(call.now), "PASSWORD.CHANGED", credential.user_id, about, call.correlation_id)
    return outbox.record("user.password_changed", [mail] if credential.is_customer else [], call)


def logged_in(credential: Credential, call: Call) -> Change:
    """An event for each login, and a mail where it is a customer's; staff have no profile to write to."""
    user_id = credential.user_id
    event = cloud_events.about(user_id, UserLoggedIn(user_id=user_id), call)
    mail = outbox.mail(ids.new_id(call.now), "USER.LOGIN", user_id, {"at": clock.to_text(call.now)}, call.correlation_id)
    return outbox.record("user.logged_in", [event, mail] if credential.is_customer else [event], call)
