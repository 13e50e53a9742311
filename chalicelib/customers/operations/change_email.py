"""Change the email that a customer logs in with and gets mails at."""

from dataclasses import replace

from chalicelib.customers import store
from chalicelib.customers.errors import UnknownCustomer
from chalicelib.identity import public as identity
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call


def change_email(challenge_id: str, code: str, caller: Caller, call: Call) -> str:
    """The new one. Raises UnknownCustomer; InvalidCode, also when the profile or the way to log in changes at the same moment."""
    customer = store.find_customer(caller.user_id)
    if customer is None:
        raise UnknownCustomer
    moved = identity.moving_email(challenge_id, code, caller, call)
    changed = replace(customer, email=moved.email, version=customer.version + 1)
    try:
        dynamo.transact([*moved.changes, store.replacing(changed, customer)])
    except dynamo.Refused as refused:
        if not identity.was_used_by(refused, moved.attempt):  # else by this very try, whose answer had got lost
            raise identity.InvalidCode from refused
    return moved.email
