"""Register somebody who is no customer yet: a credential, and a user with a name. The answer tells nobody who is one already."""

from dataclasses import dataclass, field

from chalicelib.customers import events, store
from chalicelib.customers.model import DEFAULT_LOCALE, Customer, Locale
from chalicelib.identity import public as identity
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

_TRIES = 2  # of two registrations of one email at once the later one finds it known
_WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RegisterUser:
    """`phone` is E.164."""

    first_name: str
    last_name: str
    email: str
    password: str = field(repr=False)
    phone: str | None = None
    locale: Locale = DEFAULT_LOCALE


def register_user(command: RegisterUser, call: Call) -> Receipt:
    """The challenge to verify the email with, in every case: one read, one bcrypt, one transaction. Raises TooManyRequests."""
    user_id, created_at = ids.new_id(call.now), clock.to_text(call.now)
    password_hash = identity.new_hash(command.password, command.first_name, command.last_name, command.email)
    roles = (identity.CUSTOMER,)
    credential = identity.Credential(
        user_id,
        command.email,
        password_hash,
        roles,
        created_at,
        phone=command.phone,
        customer_id="",
        name=f"{command.first_name} {command.last_name}",
    )
    user = Customer(
        user_id=user_id,
        document=user_id,
        name=command.first_name,
        last_name=command.last_name,
        email=command.email,
        locale=command.locale,
        created_at=created_at,
        phone_number=command.phone,
    )
    for _ in range(_TRIES):
        registration = identity.begin_registration(credential, call)
        challenge = registration.challenge
        receipt = Receipt(202, {"challengeId": challenge.challenge_id, "expiresAt": challenge.ends_at})
        made = [] if registration.is_known else [*store.new_customer(user), events.user_registered(user_id, call)]
        try:
            dynamo.transact([*registration.changes, *made, call.record(receipt)])
        except dynamo.Refused as refused:
            if "credential" in refused.items:
                continue
            raise TooManyRequests(_WAIT_SECONDS, "A code was sent this moment") from refused
        return receipt
    raise TooManyRequests(_WAIT_SECONDS)
