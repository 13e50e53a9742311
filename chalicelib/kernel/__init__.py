"""Words every context shares: money, ids, time, failures. Standard library only."""
