"""Change what a customer said of themselves, as a whole, on the version that they have read."""

from dataclasses import replace

from chalicelib.customers import events, store
from chalicelib.customers.errors import Underage, UnknownCustomer
from chalicelib.customers.model import Customer, is_of_age
from chalicelib.customers.operations.make_profile import Profile
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import VersionConflict
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call

_IDENTITY = ("name", "last_name", "date_of_birth")
_TOLD: dict[str, events.Field] = {
    "name": "firstName", "last_name": "lastName", "date_of_birth": "dateOfBirth", "address": "address",
    "phone_number": "phoneNumber", "ssn_digest": "ssn",
}  # fmt: skip


def change_profile(profile: Profile, version: int, caller: Caller, call: Call) -> Customer:
    """The customer afterwards; without a difference nothing happens, so that a change can be sent again.

    Raises UnknownCustomer for who has no profile, VersionConflict, Underage; ReauthenticationRequired for another phone.
    """
    if not is_of_age(profile.date_of_birth, call.now.date()):
        raise Underage
    seen = store.find_customer(caller.user_id)
    if seen is None or seen.profiled_at is None:
        raise UnknownCustomer
    wanted = profile.on(seen)
    changed = [name for name in _TOLD if getattr(wanted, name) != getattr(seen, name)]
    if wanted == seen:
        return seen
    if seen.version != version:
        raise VersionConflict
    is_another = not set(changed).isdisjoint(_IDENTITY)
    identified_at = clock.to_text(call.now) if is_another else seen.identified_at
    updated = replace(wanted, identified_at=identified_at, version=seen.version + 1)
    facts = events.updated(updated, [_TOLD[name] for name in changed], call)
    # What was verified was another name or birth date: the level falls at once.
    fallen = {"kyc_level": "", "kyc_until": "", "name": updated.full_name} if is_another else {}
    described = fallen | ({"country": updated.country} if updated.country != seen.country else {})
    told = [identity.describing(seen.email, seen.user_id, **described)] if described else []
    if "phone_number" in changed:
        told = identity.changing_phone(seen.email, updated.phone_number, caller, call, **described)
    try:
        dynamo.transact([store.replacing(updated, seen), facts, *told])
    except dynamo.Refused as refused:
        raise VersionConflict from refused
    return updated
