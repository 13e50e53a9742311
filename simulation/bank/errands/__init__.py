"""What people go to the bank for, step by step: rare moments that wants, each for itself, do not meet. By subject."""

from simulation.bank.errands import cards
from simulation.bank.errands.errand import ERRANDS, Errand, fixed_seeds, of_seed

__all__ = ["ERRANDS", "Errand", "cards", "fixed_seeds", "of_seed"]
