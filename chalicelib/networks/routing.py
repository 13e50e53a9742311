"""Routing numbers of the American Bankers Association: which bank an account is at. Pure."""

from itertools import cycle

_WEIGHTS = (3, 7, 1)
# By the first two digits: banks of the twelve Federal Reserve districts, thrift institutions, electronic transactions.
_DISTRICTS = frozenset({*range(1, 13), *range(21, 33), *range(61, 73)})


def check_routing_number(text: str) -> str:
    """Raises ValueError for what is no routing number of a bank."""
    if len(text) != 9 or not text.isascii() or not text.isdigit():
        raise ValueError("must have nine digits")
    if int(text[:2]) not in _DISTRICTS or sum(weight * int(digit) for weight, digit in zip(cycle(_WEIGHTS), text)) % 10:
        raise ValueError("is no routing number: its check digit or its district is wrong")
    return text
