"""What a registration computes by itself: CPU alone. All but a little of it is the password's hash, at production's cost."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import bcrypt

from benchmarks import customers
from benchmarks.cloud import Cloud
from chalicelib.platform import settings

ROUNDS = 12  # the least that production takes
_TIMES = 3


@dataclass(frozen=True, slots=True)
class Computed:
    """CPU milliseconds of a request: in all, and of bcrypt."""

    all: float
    bcrypt: float

    @property
    def rest(self) -> float:
        return self.all - self.bcrypt


def register(cloud: Cloud) -> Computed:
    """The best of some registrations."""
    return min((_register(cloud) for _ in range(_TIMES)), key=lambda each: each.all)


def _register(cloud: Cloud) -> Computed:
    subject, spent, real = customers.person(cloud), 0.0, bcrypt.hashpw

    def timed(password: bytes, salt: bytes) -> bytes:
        nonlocal spent
        started = _milliseconds()
        hashed = real(password, salt)
        spent += _milliseconds() - started
        return hashed

    with _replaced(settings, "bcrypt_rounds", lambda: ROUNDS), _replaced(bcrypt, "hashpw", timed):
        started = _milliseconds()
        answer = customers.register_login(cloud, subject, follow=False)
        milliseconds = _milliseconds() - started
    assert answer.status == 202, answer.body
    return Computed(milliseconds, spent)


def _milliseconds() -> float:
    return time.process_time() * 1000


@contextmanager
def _replaced(module: Any, name: str, other: Callable[..., Any]) -> Iterator[None]:
    real = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, real)
