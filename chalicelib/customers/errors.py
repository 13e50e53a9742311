"""Planned failures of customers."""

from chalicelib.kernel.failures import Conflict, NotFound, Unprocessable


class UnknownCustomer(NotFound):
    """The caller is no user under this id: everybody reaches their own profile only."""

    code = "user_not_found"

    def __init__(self) -> None:
        super().__init__("No such user")


class DocumentTaken(Conflict):
    """Somebody has registered with this document number before."""

    code = "document_taken"
    what_to_do = "Log in with the email of that registration, or check the number."

    def __init__(self) -> None:
        super().__init__("This document number is registered already")


class CustomerExists(Conflict):
    """The caller has a profile already; a user has one."""

    code = "customer_exists"
    what_to_do = "Change it with PUT /api/v1/customers/{customer_id}."

    def __init__(self) -> None:
        super().__init__("This user has a customer's profile already")


class Underage(Unprocessable):
    """Customers are eighteen or older."""

    code = "underage"

    def __init__(self) -> None:
        super().__init__("A customer must be eighteen or older")


class UnknownNumber(NotFound):
    """The bank has no number of this kind of this customer."""

    code = "number_not_found"

    def __init__(self) -> None:
        super().__init__("No such number of this customer")
