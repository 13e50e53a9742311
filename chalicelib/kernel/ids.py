"""Identifiers: UUIDv7 (RFC 9562), so that an id carries the millisecond it was made in."""

import hashlib
import os
import re
from datetime import UTC, datetime, timedelta
from typing import TypeGuard
from uuid import UUID

from chalicelib.kernel import clock

_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
_CANONICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _uuid7(milliseconds: int, random: bytes) -> str:
    value = milliseconds << 80 | int.from_bytes(random[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


def new_id(moment: datetime | None = None) -> str:
    """A fresh UUIDv7 of `moment` (now when not given)."""
    return _uuid7(_milliseconds(moment or clock.now()), os.urandom(10))


def derived_id(moment: datetime, *names: str) -> str:
    """The UUIDv7 of `moment` whose other bits follow from `names`: the same names at the same time give the same id."""
    return _uuid7(_milliseconds(moment), hashlib.sha256("\0".join(names).encode()).digest())


def between(start: datetime, end: datetime) -> tuple[str, str]:
    """The lowest id of `start`, and the highest of what comes before `end`."""
    return _uuid7(_milliseconds(start), bytes(10)), _uuid7(_milliseconds(end) - 1, b"\xff" * 10)


def moment_of(identifier: str) -> datetime:
    """The time inside a UUIDv7."""
    return datetime.fromtimestamp((UUID(identifier).int >> 80) / 1000, UTC)


def created_at(identifier: str) -> str:
    """The time inside a UUIDv7 as text: the second key part of the tables keyed (uuid, createdAt)."""
    milliseconds = UUID(identifier).int >> 80
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03d}Z"


def is_id(text: object) -> TypeGuard[str]:
    """Whether `text` is a UUID in canonical lower-case form whose time part can be read."""
    return isinstance(text, str) and _CANONICAL.fullmatch(text) is not None


def is_time_ordered(text: object) -> bool:
    """Whether `text` is a UUIDv7: only those can be keys of a table keyed (uuid, createdAt)."""
    return is_id(text) and text[14] == "7" and UUID(text).int >> 80 < 253_402_300_800_000


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND  # exact; timestamp() is a float, which rounds up in far years
