"""Reads of limits."""

from dataclasses import dataclass

from chalicelib.identity import public as identity
from chalicelib.limits import store
from chalicelib.limits.model import Spending, currencies
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call


@dataclass(frozen=True, slots=True)
class Limits:
    """How well a customer is known, the zone of their days, and what they have sent today in every currency that may be sent."""

    level: identity.Level
    zone: str
    spent: list[Spending]


def limits_of(email: str, call: Call) -> Limits:
    """Of who asks, whose address is `email`. One read."""
    owner, every = call.caller_id, currencies()
    row, *items = dynamo.get_many([identity.standing_row(email), *(store.spending_row(owner, each) for each in every)])
    credential = identity.standing_of(row, owner)
    zone = credential.timezone if credential else ""
    spent = [store.to_spending(owner, each, item).on(call.now, zone) for each, item in zip(every, items, strict=True)]
    return Limits(identity.level_of(credential, call.now), zone, spent)
