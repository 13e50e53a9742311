"""Make a user a customer whom the bank can verify: names, birth, address, telephone, and a social security number if there is one."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from chalicelib.customers import events, numbers, store
from chalicelib.customers.errors import CustomerExists, Underage, UnknownCustomer
from chalicelib.customers.model import Customer, PostalAddress, is_of_age
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

MAXIMUM_ATTEMPTS = 8
PENDING = "PENDING"  # what verification begins with


@dataclass(frozen=True, slots=True)
class Profile:
    """What a customer says of themselves. `ssn` is None where nothing is said of it, so that one that is known stays."""

    first_name: str
    last_name: str
    date_of_birth: date
    address: PostalAddress
    phone: str
    ssn: str | None = field(default=None, repr=False)

    def on(self, customer: Customer) -> Customer:
        """The customer with this profile; one call of KMS where there is another number. The same where nothing differs."""
        told = replace(
            customer,
            name=self.first_name,
            last_name=self.last_name,
            date_of_birth=self.date_of_birth.isoformat(),
            postal_address=self.address,
            address=self.address.in_one_line,
            phone_number=self.phone,
        )
        if self.ssn is None or numbers.digest("ssn", self.ssn) == customer.ssn_digest:
            return told
        sealed = numbers.seal("ssn", self.ssn, customer.user_id)
        return replace(told, ssn=sealed.ciphertext, ssn_digest=sealed.digest, ssn_last4=sealed.last4)


def make_profile(profile: Profile, caller: Caller, call: Call, render: Any) -> Receipt:
    """The answer, as `render` makes it of the customer. Raises UnknownCustomer, CustomerExists, Underage; ReauthenticationRequired
    where the phone is another than the login has."""
    if not is_of_age(profile.date_of_birth, call.now.date()):
        raise Underage
    for attempt in range(MAXIMUM_ATTEMPTS):
        seen = store.find_customer(caller.user_id)
        if seen is None:
            raise UnknownCustomer
        if seen.profiled_at is not None:
            raise CustomerExists
        now = clock.to_text(call.now)
        made = replace(profile.on(seen), profiled_at=now, identified_at=now, version=seen.version + 1)
        receipt = Receipt(201, render(made))
        about = {"customer_id": seen.user_id, "kyc_status": PENDING, "name": made.full_name, "country": made.country}
        described = [identity.describing(seen.email, seen.user_id, **about)]
        if made.phone_number != seen.phone_number:
            described = identity.changing_phone(seen.email, made.phone_number, caller, call, **about)
        try:
            dynamo.transact([store.replacing(made, seen), *described, events.created(made, call), call.record(receipt)])
        except dynamo.Refused:  # another change came between, perhaps another profile
            dynamo.pause(attempt)
            continue
        return receipt
    raise RequestInProgress("Too many changes to this profile at once; try again")
