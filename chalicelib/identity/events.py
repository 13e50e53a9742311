"""Facts of identity and where each is delivered."""

from chalicelib.identity.model import Credential
from chalicelib.kernel import clock, ids
from chalicelib.platform import outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


def logged_in(credential: Credential, call: Call) -> Change:
    """A mail for each login of a customer; staff have no profile to write to."""
    login_id = ids.new_id(call.now)
    mail = outbox.mail(login_id, "USER.LOGIN", credential.user_id, {"at": clock.to_text(call.now)}, call.correlation_id)
    return outbox.record("user.logged_in", [mail] if credential.is_customer else [], call)
