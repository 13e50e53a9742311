"""What people go to the bank for, step by step: rare moments that wants, each for itself, do not meet. By subject."""

from simulation.bank.errands import (
    abroad,
    cards,
    doubts,
    messages,
    money,
    networks,
    onboarding,
    operators,
    papers,
    poison,
    reviews,
    schedules,
    transfers,
    waits,
)
from simulation.bank.errands.errand import ERRANDS, Errand, fixed_seeds, of_seed

__all__ = [
    "ERRANDS",
    "Errand",
    "abroad",
    "cards",
    "doubts",
    "fixed_seeds",
    "messages",
    "money",
    "networks",
    "of_seed",
    "onboarding",
    "operators",
    "papers",
    "poison",
    "reviews",
    "schedules",
    "transfers",
    "waits",
]
