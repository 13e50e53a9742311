"""Planned failures of customers."""

from chalicelib.kernel.failures import Conflict, NotFound


class UnknownCustomer(NotFound):
    """404: no such user, or another's profile."""

    code = "user_not_found"

    def __init__(self) -> None:
        super().__init__("No such user")


class DocumentTaken(Conflict):
    code = "document_taken"

    def __init__(self) -> None:
        super().__init__("This document number is registered already")
