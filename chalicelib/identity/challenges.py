"""Challenges: something that a caller has to answer within minutes, with a code that was sent or with a factor of theirs."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.kernel.money import Money

CODE_SECONDS = 10 * 60
LOGIN_SECONDS = 5 * 60
AUTHORIZATION_SECONDS = 5 * 60
NOTICE_SECONDS = 7 * 24 * 60 * 60
MAXIMUM_TRIES = 5
RESEND_SECONDS = 60
CODES_AN_HOUR = 5
_HOUR_SECONDS = 60 * 60

Channel = Literal["email", "phone"]
CHANNELS: tuple[Channel, ...] = ("email", "phone")
Method = Literal["totp", "recovery", "email", "phone"]


class Purpose(StrEnum):
    VERIFY = "verify"  # an address is the user's own
    REGISTER = "register"  # only counted under: what it sends verifies, or resets
    RESET = "reset"  # a new password without the old one
    LOGIN = "login"  # the second factor after the password
    STEP_UP = "step_up"  # one payment, once more
    EMAIL = "email"  # another address is the user's own, and shall be where they log in
    NOTICE = "notice"  # nothing to answer: where a word goes that must not follow the user to a new address


@dataclass(frozen=True, slots=True)
class Payment:
    """What a step-up allows, and nothing else: exactly this, out of this session.

    `source` and `payee` are ids, or whatever else names them without doubt; `payee_name` is how the caller knows the payee,
    and stands in the message. `purpose` says what kind of act it is: `payment`, or `payee` for trusting one,
    which has no amount.
    """

    session_id: str
    source: str
    payee: str
    payee_name: str
    amount: Money | None = None
    purpose: str = "payment"

    @property
    def shown(self) -> dict[str, str]:
        """What the caller is asked to look at, in the answer and in the message."""
        money = {"amount": str(self.amount), "currency": self.amount.currency} if self.amount else {}
        return {**money, "payee": self.payee_name}

    @property
    def digest(self) -> str:
        """The same for the same payment only."""
        money = (str(self.amount), self.amount.currency) if self.amount else ()
        parts = [self.session_id, self.source, self.payee, *money, self.purpose]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Challenge:
    """`address` is where its code went (an email's key, a phone number), by `channel`; empty where none is sent.

    `nonce` is what its code follows from (codes.py). `email_key` finds the credential; `user_id` is empty in a challenge that
    nobody can pass, made for an address without an account. `tries` and `recovery_tries` count answers, right or wrong.
    `payment_digest` is what a step-up is bound to, `shown` what of it stands in the message, and `authorization_digest` of what it handed out when it was passed.
    `used_by` names the attempt that used the challenge up.
    """

    challenge_id: str
    purpose: Purpose
    user_id: str
    email_key: str
    expires_at: int
    channel: Channel | None = None
    address: str = ""
    nonce: str = ""
    tries: int = 0
    recovery_tries: int = 0
    session_id: str = ""
    payment_digest: str | None = None
    shown: Mapping[str, str] | None = None
    authorization_digest: str | None = None
    used_by: str | None = None

    def is_over(self, now: datetime) -> bool:
        return self.used_by is not None or self.expires_at <= clock.epoch_seconds(now)

    @property
    def ends_at(self) -> str:
        """When it is over, as text."""
        return clock.to_text(clock.from_epoch_seconds(self.expires_at))

    @property
    def binding(self) -> str:
        """What its code holds for."""
        return "\n".join((self.purpose, self.address, self.challenge_id))


@dataclass(frozen=True, slots=True)
class CodesSent:
    """When codes left for one purpose and address within the last hour (epoch seconds), and the challenge of the last one."""

    at: tuple[int, ...] = ()
    challenge_id: str = ""

    def with_another(self, challenge_id: str, now: datetime) -> "CodesSent":
        """Raises TooManyRequests within 60 seconds of the last one, and for the sixth within an hour."""
        seconds = clock.epoch_seconds(now)
        recent = tuple(each for each in self.at if each > seconds - _HOUR_SECONDS)
        waits = [recent[-1] + RESEND_SECONDS - seconds] if recent else []
        if len(recent) >= CODES_AN_HOUR:
            waits.append(recent[-CODES_AN_HOUR] + _HOUR_SECONDS - seconds)
        if (wait := max(waits, default=0)) > 0:
            raise TooManyRequests(wait, "A code was sent a moment ago, or too many within an hour; try again later")
        return CodesSent((*recent, seconds), challenge_id)

    @property
    def forgotten_at(self) -> int:
        return self.at[-1] + _HOUR_SECONDS


def end_of(now: datetime, seconds: int) -> int:
    return clock.epoch_seconds(now + timedelta(seconds=seconds))
