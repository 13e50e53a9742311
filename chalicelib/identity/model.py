"""Credentials, sessions and the rule that locks an account after failed logins."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.kernel import clock, ids
from chalicelib.platform.roles import CUSTOMER

# RFC 5321's Dot-string at a domain of at least two labels.
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL_PATTERN = rf"^{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+$"
_EMAIL = re.compile(EMAIL_PATTERN)
MAXIMUM_EMAIL_CHARACTERS, _MAXIMUM_LOCAL_PART_CHARACTERS = 254, 64

REFRESH_TOKEN_SECONDS = 7 * 24 * 60 * 60
MAXIMUM_REFRESH_TOKEN_CHARACTERS = 200
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")

FAILURES_BEFORE_LOCK = 10
FIRST_LOCK_SECONDS = 60
LONGEST_LOCK_SECONDS = 60 * 60
# Failures older than this no longer count: a slip a month must not lock anyone out in a year.
FAILURES_FORGOTTEN_SECONDS = 24 * 60 * 60


def check_email(email: str) -> None:
    """Raises ValueError, in words for people, for what is no email address."""
    fits = len(email) <= MAXIMUM_EMAIL_CHARACTERS and email.find("@") <= _MAXIMUM_LOCAL_PART_CHARACTERS
    if not fits or not _EMAIL.fullmatch(email):
        raise ValueError("must be an email address such as ana@example.com")


def email_key(email: str) -> str:
    """What an email is found by and unique under: upper and lower case are the same address. It is ASCII, so nothing else
    folds: dots and tags are the business of the mail's own house."""
    return email.lower()


@dataclass(frozen=True, slots=True)
class Credential:
    """How one user signs in. `email` is as typed; `roles` are what an access token says."""

    user_id: str
    email: str
    password_hash: str
    roles: tuple[str, ...]
    created_at: str

    @property
    def key(self) -> str:
        return email_key(self.email)

    @property
    def is_customer(self) -> bool:
        return CUSTOMER in self.roles


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed logins under one email, whether or not it has an account. Times are epoch seconds; 0 is never."""

    failures: int = 0
    locked_until: int = 0
    last_at: int = 0

    def is_locked(self, now: datetime) -> bool:
        return clock.epoch_seconds(now) < self.locked_until

    def after_failure(self, now: datetime) -> "Attempts":
        """One failure more: the tenth locks for a minute, each further one for twice as long, up to an hour."""
        seconds = clock.epoch_seconds(now)
        forgotten = seconds - self.last_at > FAILURES_FORGOTTEN_SECONDS
        failures = 1 if forgotten else self.failures + 1
        over = failures - FAILURES_BEFORE_LOCK
        if over < 0:
            return Attempts(failures, 0, seconds)
        # The power is capped too: a number with thousands of digits helps nobody.
        lock_seconds = min(FIRST_LOCK_SECONDS * 2 ** min(over, 10), LONGEST_LOCK_SECONDS)
        return Attempts(failures, seconds + lock_seconds, seconds)


@dataclass(frozen=True, slots=True)
class Session:
    """A family of refresh tokens: one login and everything it was refreshed to. Only the newest token's digest is kept."""

    family_id: str
    user_id: str
    email_key: str
    digest: str
    created_at: str
    expires_at: int

    def is_over(self, now: datetime) -> bool:
        return self.expires_at <= clock.epoch_seconds(now)

    def opened_by(self, token: "RefreshToken") -> bool:
        return hmac.compare_digest(self.digest, token.digest)

    def renewed(self, token: "RefreshToken", now: datetime) -> "Session":
        return replace(self, digest=token.digest, expires_at=_end(now))

    @classmethod
    def begin(cls, credential: Credential, token: "RefreshToken", now: datetime) -> "Session":
        return cls(token.family_id, credential.user_id, credential.key, token.digest, clock.to_text(now), _end(now))


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`<family id>.<secret>`, opaque to callers: the family finds the session, the secret opens it once."""

    family_id: str
    secret: str

    @classmethod
    def new(cls, family_id: str) -> "RefreshToken":
        return cls(family_id, secrets.token_urlsafe(32))

    @classmethod
    def parse(cls, text: str) -> "RefreshToken | None":
        """The token, or None for text we never made."""
        family_id, _, secret = text.partition(".")
        return cls(family_id, secret) if ids.is_id(family_id) and _SECRET.fullmatch(secret) else None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.family_id}.{self.secret}"

    def __repr__(self) -> str:
        return f"RefreshToken({self.family_id})"  # the secret has no business in a log or a traceback


def _end(now: datetime) -> int:
    return clock.epoch_seconds(now + timedelta(seconds=REFRESH_TOKEN_SECONDS))
