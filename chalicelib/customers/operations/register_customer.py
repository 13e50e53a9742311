"""Register a customer: their credential, profile and the start of the registration flow, all or nothing."""

from dataclasses import dataclass, field

from chalicelib.customers import events, numbers, store
from chalicelib.customers.model import DEFAULT_LOCALE, Customer, Locale
from chalicelib.identity import public as identity
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.observability import logger


@dataclass(frozen=True, slots=True)
class RegisterCustomer:
    name: str
    last_name: str
    email: str
    document: str = field(repr=False)
    password: str = field(repr=False)
    locale: Locale = DEFAULT_LOCALE


def register_customer(command: RegisterCustomer, call: Call) -> Receipt:
    """Returns the answer, which the idempotency record keeps in the same transaction. Raises EmailTaken, DocumentTaken."""
    user_id, created_at = ids.new_id(call.now), clock.to_text(call.now)
    document = numbers.seal("documentNumber", command.document, user_id)
    customer = Customer(
        user_id=user_id,
        document=document.digest,
        document_number=document.ciphertext,
        document_last4=document.last4,
        name=command.name,
        last_name=command.last_name,
        email=command.email,
        locale=command.locale,
        created_at=created_at,
    )
    password_hash = identity.new_hash(command.password, command.name, command.last_name, command.email)
    credential = identity.Credential(
        user_id, command.email, password_hash, (identity.CUSTOMER,), created_at, name=customer.full_name
    )
    registration = identity.begin_verification(credential, call)
    challenge_id = registration.challenge.challenge_id
    receipt = Receipt(201, {"userId": user_id, "challengeId": challenge_id})
    dynamo.transact(
        [
            *registration.changes,
            *store.new_customer(customer),
            events.registered(customer, challenge_id, call),
            call.record(receipt),
        ]
    )
    logger.info("registered", extra={"user_id": user_id})
    return receipt
