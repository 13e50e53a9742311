"""What people want of the bank, by subject."""

from simulation.bank.wants import (
    abroad,
    forgeries,
    looking,
    messages,
    mistakes,
    money,
    operators,
    schedules,
    sessions,
    staff,
    transfers,
    verification,
)
from simulation.bank.wants.wanting import GIVING, WANTS, Lacks, Want, found_at

__all__ = [
    "GIVING",
    "WANTS",
    "Lacks",
    "Want",
    "abroad",
    "forgeries",
    "found_at",
    "looking",
    "messages",
    "mistakes",
    "money",
    "operators",
    "schedules",
    "sessions",
    "staff",
    "transfers",
    "verification",
]
