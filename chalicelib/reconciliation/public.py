"""What other contexts may use of reconciliation."""

from chalicelib.reconciliation.store import latest_reports

__all__ = ["latest_reports"]
