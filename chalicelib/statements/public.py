"""What other contexts may use of statements."""

from chalicelib.statements.model import Month, Statement
from chalicelib.statements.store import every_sealed

__all__ = ["Month", "Statement", "every_sealed"]
