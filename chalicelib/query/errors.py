"""Faults of the query side."""


class GapOpen(Exception):
    """An entry came before the ones it follows: the message goes back to the queue and waits for them."""
