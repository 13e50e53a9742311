"""Refusals and faults of statements: another's statement is answered as an unknown one."""

from chalicelib.kernel.failures import NotFound


class UnknownStatement(NotFound):
    """The caller has no statement of this account under this id."""

    code = "statement_not_found"


class SealedOtherwise(Exception):
    """A sealed file is there already, with another content: what was sealed is never written again."""
