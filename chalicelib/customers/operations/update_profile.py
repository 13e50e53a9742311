"""Change how a customer is reached."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.customers import events, store
from chalicelib.customers.errors import UnknownCustomer
from chalicelib.customers.model import Customer, Locale
from chalicelib.identity import public as identity
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change

MAXIMUM_ATTEMPTS = 8
_TOLD: dict[str, events.Field] = {"address": "address", "phone_number": "phoneNumber", "locale": "locale", "timezone": "timezone"}


def update_profile(caller: Caller, wanted: Mapping[str, Any], call: Call) -> Customer:
    """The profile afterwards. `wanted` maps fields of Customer to their new values; without a difference nothing happens.

    Raises UnknownCustomer; ReauthenticationRequired for another phone.
    """
    for attempt in range(MAXIMUM_ATTEMPTS):
        customer = store.find_customer(caller.user_id)
        if customer is None:
            raise UnknownCustomer
        changed = [name for name, value in wanted.items() if getattr(customer, name) != value]
        if not changed:
            return customer
        updated = replace(customer, **wanted, version=customer.version + 1)
        if "address" in changed:  # a line of text says nothing of its parts
            updated = replace(updated, postal_address=None)
        copied_too = {"timezone": updated.timezone, "country": updated.country}
        described = {name: value for name, value in copied_too.items() if value != getattr(customer, name)}
        copied = [identity.describing(customer.email, customer.user_id, **described)] if described else []
        if "phone_number" in changed:
            copied = identity.changing_phone(customer.email, updated.phone_number, caller, call, **described)
        told = events.updated(updated, [_TOLD[name] for name in changed], call)
        try:
            dynamo.transact([store.replacing(updated, customer), *copied, told])
        except dynamo.Refused:  # somebody else's change came between
            dynamo.pause(attempt)
            continue
        return updated
    raise RequestInProgress("Too many changes to this profile at once; try again")


def changing_locale(user_id: str, locale: Locale, call: Call) -> list[Change]:
    """What makes this the customer's language, for the transaction of whoever changes it; nothing where it is. Label `customer`.

    Raises UnknownCustomer.
    """
    seen = store.find_customer(user_id)
    if seen is None:
        raise UnknownCustomer
    if seen.locale == locale:
        return []
    updated = replace(seen, locale=locale, version=seen.version + 1)
    return [store.replacing(updated, seen), events.updated(updated, ["locale"], call)]
