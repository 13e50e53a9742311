"""Planned failures of customers."""

from chalicelib.kernel.failures import Conflict, NotFound


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
