"""Bring customers who registered under older releases to how customers are kept now: their document's number sealed.

Restartable, and safe while the bank works: a row that changes meanwhile is read again, and what is done is passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chalicelib.customers import numbers, store
from chalicelib.customers.errors import DocumentTaken
from chalicelib.customers.model import Customer
from chalicelib.platform import dynamo

MAXIMUM_ATTEMPTS = 8


@dataclass
class Sealing:
    """How many rows were brought up to date and how many plain guards removed. The customers in `doubled` have a document
    that another customer has too: somebody decides whose it is, until then their rows stay as they were."""

    sealed: int = 0
    guards: int = 0
    doubled: list[str] = field(default_factory=list)


def seal_documents(progress: Callable[[str, int], None] = lambda what, done: None) -> Sealing:
    """Walks over every customer, then over what made document numbers unique before."""
    done = Sealing()
    for user_id in store.kept_otherwise():
        try:
            done.sealed += _seal(user_id)
        except DocumentTaken:
            done.doubled.append(user_id)
        progress("customers", done.sealed)
    for guard in store.plain_guards():
        if guard["user_id"] not in done.doubled:
            store.remove_guard(guard)
            done.guards += 1
    return done


def _seal(user_id: str) -> bool:
    """Whether the row was brought up to date here. Raises DocumentTaken."""
    for attempt in range(MAXIMUM_ATTEMPTS):
        seen = store.find_customer(user_id)
        if seen is None:
            return False
        try:
            dynamo.transact(store.rewriting(sealed(seen), seen))
        except dynamo.Refused:  # somebody's change came between
            dynamo.pause(attempt)
            continue
        return True
    return False


def sealed(customer: Customer) -> Customer:
    """The customer with a sealed number in place of a plain one."""
    if customer.document_number or customer.document == customer.user_id:
        return customer
    number = numbers.seal("documentNumber", customer.document, customer.user_id)
    return replace(customer, document=number.digest, document_number=number.ciphertext, document_last4=number.last4)
