"""What other contexts may use of scheduled transfers."""

from chalicelib.schedules.store import every_run, every_schedule

__all__ = ["every_run", "every_schedule"]
