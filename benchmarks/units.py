"""Capacity units by AWS's published rules from real item sizes (emulators report them wrongly)."""

from math import ceil
from typing import Any


def item_bytes(item: dict[str, Any]) -> int:
    """The size of an item in DynamoDB's own notation: names and values."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        digits = content.lstrip("-").replace(".", "").strip("0")
        return ceil(len(digits) / 2) + 1 + content.startswith("-")
    if kind == "B":
        return len(content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + value_bytes(member) for name, member in content.items())
    if kind == "L":
        return 3 + sum(1 + value_bytes(member) for member in content)
    if kind in ("SS", "NS", "BS"):
        return sum(value_bytes({kind[0]: member}) for member in content)
    return 1  # BOOL, NULL


def write_units(size: int, *, transactional: bool = False, indexes: int = 0) -> int:
    """Units to write an item of `size` bytes; an index that carries it is written too, outside the transaction's doubling."""
    once = max(1, ceil(size / 1024))
    return once * (2 if transactional else 1) + once * indexes


def read_units(size: int, *, consistent: bool, transactional: bool = False) -> float:
    once = max(1, ceil(size / 4096))
    return once * (2 if transactional else 1 if consistent else 0.5)
