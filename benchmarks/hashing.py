"""What a registration computes by itself: CPU alone. All but a little of it is the password's slow hashes, at production's cost."""

import hashlib
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
    """CPU milliseconds of a request: in all, and of bcrypt, and of the fingerprint under which a repetition is known (scrypt)."""

    all: float
    bcrypt: float
    scrypt: float

    @property
    def rest(self) -> float:
        return self.all - self.bcrypt - self.scrypt


def register(cloud: Cloud) -> Computed:
    """The best of some registrations."""
    return min((_register(cloud) for _ in range(_TIMES)), key=lambda each: each.all)


def _register(cloud: Cloud) -> Computed:
    subject, spent = customers.person(cloud), {"hashpw": 0.0, "scrypt": 0.0}
    with _replaced(settings, "bcrypt_rounds", lambda: ROUNDS), _timed(bcrypt, "hashpw", spent), _timed(hashlib, "scrypt", spent):
        started = time.process_time()
        answer = customers.register_login(cloud, subject, follow=False)
        milliseconds = (time.process_time() - started) * 1000
    assert answer.status == 202, answer.body
    return Computed(milliseconds, spent["hashpw"], spent["scrypt"])


@contextmanager
def _timed(module: Any, name: str, spent: dict[str, float]) -> Iterator[None]:
    real = getattr(module, name)

    def timed(*given: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return real(*given, **named)
        finally:
            spent[name] += (time.process_time() - started) * 1000

    with _replaced(module, name, timed):
        yield


@contextmanager
def _replaced(module: Any, name: str, other: Callable[..., Any]) -> Iterator[None]:
    real = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, real)
