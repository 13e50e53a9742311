"""What other contexts may use of savings goals."""

from chalicelib.savings.queries import overdue_contributions

__all__ = ["overdue_contributions"]
