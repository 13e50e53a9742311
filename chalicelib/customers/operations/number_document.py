"""Make the number of an identity document a customer's own, which no other customer may then give."""

from dataclasses import dataclass, replace

from chalicelib.customers import numbers, store
from chalicelib.customers.errors import UnknownCustomer
from chalicelib.platform.dynamo import Change


@dataclass(frozen=True, slots=True)
class Numbering:
    """What belongs into the transaction that keeps the document, and the end of the number that may be shown."""

    changes: list[Change]
    last4: str


def numbering(customer_id: str, number: str) -> Numbering:
    """One read and one call of KMS; the first number that a customer gives is the one of their profile as well.

    The changes raise DocumentTaken when they are written, where another customer has the number, and are refused under the label
    `customer` when the profile has changed since. Raises UnknownCustomer.
    """
    seen = store.find_customer(customer_id)
    if seen is None:
        raise UnknownCustomer
    sealed = numbers.seal("documentNumber", number, customer_id)
    taken = store.taking_document(sealed.digest, customer_id)
    if seen.document_number:
        return Numbering([taken], sealed.last4)
    numbered = replace(seen, document_number=sealed.ciphertext, document_last4=sealed.last4, version=seen.version + 1)
    return Numbering([taken, store.replacing(numbered, seen)], sealed.last4)
