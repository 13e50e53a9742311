"""What others hear when a customer could not be given an account."""

from typing import Literal

from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.dynamo import Change
from chalicelib.platform.schemas import Identifier

TOPIC: cloud_events.Topic = "account-events"
Kept = Literal["NOTHING", "CLOSED", "IN_USE"]


@cloud_events.declare("onboarding", "account.creation.failed", topic=TOPIC)
class AccountCreationFailed(Data):
    """A new customer could not be given all that a customer begins with. Staff may have it tried again.

    customer_id: whose account it is about
    account: NOTHING where none was opened, CLOSED where it was and is closed again, IN_USE where the customer uses it already
    """

    customer_id: Identifier
    account: Kept


def failed(customer_id: str, account: Kept, call: Call) -> Change:
    event = cloud_events.about(customer_id, AccountCreationFailed(customer_id=customer_id, account=account), call)
    return outbox.record("account.creation.failed", [event], call)
