"""What others hear of the screening and of cases: ids and words of a list, on `fraud-events`."""

from typing import Literal

from chalicelib.fraud.facts import Occasion
from chalicelib.platform import cloud_events
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.schemas import Identifier

TOPIC: cloud_events.Topic = "fraud-events"


class Suspicion(Data):
    """A payment, or something else about an account, that drew attention.

    transaction_id: the payment, or the account that was opened
    kind: which way to pay, or what else it was
    account_id: the account that it is about
    owner_id: whose it is
    outcome: review (a person looks at it) or block
    case_id: the case that it is looked into with
    """

    transaction_id: Identifier
    kind: Occasion
    account_id: Identifier
    owner_id: Identifier
    outcome: Literal["review", "block"]
    case_id: Identifier


@cloud_events.declare("fraud", "fraud.detected", topic=TOPIC)
class FraudDetected(Suspicion):
    """Rules or lists stand against a payment."""


@cloud_events.declare("fraud", "fraud.high_risk", topic=TOPIC)
class FraudHighRisk(Suspicion):
    """They stand against it so that it was not carried out."""


@cloud_events.declare("fraud", "account.suspicious", topic=TOPIC)
class AccountSuspicious(Data):
    """A case was closed: the risk is real.

    account_id: the account that it was about
    owner_id: whose it is
    case_id: the case
    """

    account_id: Identifier
    owner_id: Identifier
    case_id: Identifier
