"""Wire shapes of what staff see of customers, and do for them."""

from typing import Annotated, Any, Literal

from chalicelib.customers import numbers, store
from chalicelib.customers.model import name_key
from chalicelib.customers.schemas import CustomerReply, DocumentNumber, Phone, SocialSecurityNumber
from chalicelib.identity import public as identity
from chalicelib.kernel import text
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import paging
from chalicelib.platform.schemas import Identifier, Reply, typed


class CustomerLoggedOut(Reply):
    """The customer is logged out everywhere.

    status: always ENDED
    """

    status: Literal["ENDED"] = "ENDED"


class Unlocked(Reply):
    """The customer may log in again from anywhere.

    status: always UNLOCKED
    """

    status: Literal["UNLOCKED"] = "UNLOCKED"


class PersonalNumber(Reply):
    """A number of a customer's, whole.

    customer_id: whose number it is
    number: as the customer typed it, such as 219-09-9998
    """

    customer_id: Identifier
    number: str


class CustomerPage(Reply):
    """Customers that were looked for.

    items: those of this page
    next_cursor: what gives the next page; null on the last
    """

    items: list[CustomerReply]
    next_cursor: str | None


class CustomerQuery(paging.Page):
    """Whom to look for: exactly one of these.

    email: the address a customer logs in with, such as ada@example.com
    phone: a telephone number, such as +573001234567
    ssn: a social security number, such as 219-09-9998
    document_number: the number of an identity document, such as AL-1815
    name: the beginning of the last name, then of the first, such as lovelace a
    """

    email: identity.Email | None = None
    phone: Phone | None = None
    ssn: SocialSecurityNumber | None = None
    document_number: DocumentNumber | None = None
    name: Annotated[str, typed(text.check_line, maximum=100)] | None = None

    def wanted(self) -> tuple[store.Search, str]:
        """What to search by, and for. Raises InvalidRequest unless it is one thing, and a name has two letters."""
        sent = {
            "email": self.email and identity.email_key(self.email),
            "phone": self.phone,
            "ssn": self.ssn and numbers.digest("ssn", self.ssn),
            "documentNumber": self.document_number and numbers.digest("documentNumber", self.document_number),
            "name": self.name,
        }
        given: list[tuple[Any, str]] = [(name, value) for name, value in sent.items() if value is not None]
        if len(given) != 1:
            raise InvalidRequest(("query", "must have one of email, phone, ssn, documentNumber, name"))
        if self.name is not None and len(name_key(self.name)) < store.INITIALS:
            raise InvalidRequest(("name", "must begin with two letters"))
        return given[0]
