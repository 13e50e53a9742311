"""Credentials and sessions."""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.kernel import clock, ids
from chalicelib.platform.call import Call
from chalicelib.platform.roles import CUSTOMER

# RFC 5321's Dot-string at a domain of at least two labels.
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL_PATTERN = rf"^{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+$"
_EMAIL = re.compile(EMAIL_PATTERN)
MAXIMUM_EMAIL_CHARACTERS, _MAXIMUM_LOCAL_PART_CHARACTERS = 254, 64

IDLE_DAYS, LONGEST_DAYS = 7, 30
# Two tabs, or a client that lost an answer: the token just used passes once more within this time.
PREDECESSOR_SECONDS = 15
MAXIMUM_SESSIONS = 20
MAXIMUM_REFRESH_TOKEN_CHARACTERS = 200
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


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
    """How one user signs in, and what is known of them at once. `email` is as typed; `roles` are what an access token says.

    Sessions confirmed before `valid_after` are over. What other contexts say of the user is copied here, so that it is read
    with the rest: `customer_id` is "" until there is a profile, and None in rows from before profiles were apart. `moved_at` is when the
    email took another's place.
    """

    user_id: str
    email: str
    password_hash: str
    roles: tuple[str, ...]
    created_at: str
    valid_after: str = ""
    phone: str | None = None
    verified: tuple[Literal["email", "phone"], ...] = ()
    factors: tuple[str, ...] = ()
    customer_id: str | None = None
    kyc_status: str | None = None
    kyc_level: str = ""
    kyc_until: str = ""
    timezone: str = ""
    country: str = ""
    name: str = field(default="", repr=False)
    moved_at: str = ""

    @property
    def email_since(self) -> str:
        return self.moved_at or self.created_at

    @property
    def key(self) -> str:
        return email_key(self.email)

    @property
    def profile_id(self) -> str | None:
        known = self.user_id if self.customer_id is None and self.is_customer else self.customer_id
        return known or None

    @property
    def is_customer(self) -> bool:
        return CUSTOMER in self.roles


@dataclass(frozen=True, slots=True)
class Session:
    """A family of refresh tokens: one login and everything it was refreshed to. Only digests of tokens are kept.

    `confirmed_at` is when it was last said that the session may go on: at login, and when the user ended all others.
    `previous` is the digest of the token before the newest; with `salt` that token makes the newest one again, once: then
    `passed` says by which request.
    """

    family_id: str
    user_id: str
    email_key: str
    digest: str
    created_at: str
    expires_at: int
    confirmed_at: str = ""
    methods: tuple[str, ...] = ("pwd",)
    agent: str = ""
    address: str = ""
    previous: str | None = None
    salt: str | None = None
    renewed_at: str | None = None
    passed: str | None = None

    @classmethod
    def begin(cls, credential: Credential, token: "RefreshToken", methods: tuple[str, ...], call: Call) -> "Session":
        began = clock.to_text(call.now)
        agent, address = call.source.agent, shown_address(call.source.address)
        user, end = (credential.user_id, credential.key), _end(call.now, began)
        return cls(token.family_id, *user, token.digest, began, end, began, methods, agent, address)

    @property
    def last_used_at(self) -> str:
        return self.renewed_at or self.created_at

    def is_over(self, now: datetime) -> bool:
        return self.expires_at <= clock.epoch_seconds(now)

    def is_living(self, credential: Credential | None, now: datetime) -> bool:
        """Neither run out nor ended with all others of its user, who still is one."""
        if credential is None or credential.user_id != self.user_id:
            return False
        return not self.is_over(now) and (self.confirmed_at or self.created_at) >= credential.valid_after

    def renewed(self, given: "RefreshToken", now: datetime) -> "tuple[Session, RefreshToken] | None":
        """The session after a refresh with `given`, and the token to hand out. None when the token was used up before."""
        if hmac.compare_digest(self.digest, given.digest):
            salt = secrets.token_hex(32)
            following = given.successor(salt)
            changed = replace(self, digest=following.digest, previous=given.digest, salt=salt, passed=None)
            return replace(changed, renewed_at=clock.to_text(now), expires_at=_end(now, self.created_at)), following
        if self.salt is None or self.passed or not hmac.compare_digest(self.previous or "", given.digest):
            return None
        if now - clock.from_text(self.last_used_at) > timedelta(seconds=PREDECESSOR_SECONDS):
            return None
        return replace(self, passed=secrets.token_hex(8)), given.successor(self.salt)

    def knows(self, token: "RefreshToken") -> bool:
        """Whether the token is the newest or its direct predecessor."""
        return any(hmac.compare_digest(each, token.digest) for each in (self.digest, self.previous or ""))

    def is_same_renewal(self, other: "Session") -> bool:
        return (self.digest, self.passed) == (other.digest, other.passed)


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

    def successor(self, salt: str) -> "RefreshToken":
        """The next token. It takes this one and the salt that the session keeps: neither alone tells anything of it."""
        secret = hmac.new(salt.encode(), self.secret.encode(), hashlib.sha256).digest()
        return RefreshToken(self.family_id, urlsafe_b64encode(secret).decode().rstrip("="))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.family_id}.{self.secret}"

    def __repr__(self) -> str:
        return f"RefreshToken({self.family_id})"  # the secret has no business in a log or a traceback


def shown_address(address: str) -> str:
    """Enough of an address for its owner to know it again, and no more: its first half."""
    separator = ":" if ":" in address else "."
    return separator.join([*address.split(separator)[:2], "…"]) if address else ""


def _end(now: datetime, began: str) -> int:
    """After seven days without a refresh, and thirty days in all."""
    longest = clock.from_text(began) + timedelta(days=LONGEST_DAYS)
    return clock.epoch_seconds(min(now + timedelta(days=IDLE_DAYS), longest))
