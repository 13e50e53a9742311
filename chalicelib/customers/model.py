"""A customer's profile."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

Locale = Literal["en", "es"]
DEFAULT_LOCALE: Locale = "en"
LINK_SECONDS = 60 * 60
ADULT_YEARS = 18


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where a customer lives; `country` is ISO 3166's two letters."""

    line1: str
    city: str
    postal_code: str
    country: str
    line2: str | None = None
    state: str | None = None

    @property
    def in_one_line(self) -> str:
        parts = (self.line1, self.line2, self.city, self.state, self.postal_code, self.country)
        return ", ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Customer:
    """`document` is the digest of the number of their document, the user's id without one; of the number itself there are
    `document_number`, its ciphertext, and `document_last4`, what may be shown. `avatar` is the picture's name in the bucket;
    `version` counts every change.

    Who has made a profile has `profiled_at`, and then `date_of_birth` (YYYY-MM-DD) and `postal_address`, of which `address` is one
    line; the social security number is kept as the document's is. `identified_at` is when names and birth date last changed.
    """

    user_id: str
    document: str
    name: str
    last_name: str
    email: str
    locale: Locale
    created_at: str
    address: str | None = None
    phone_number: str | None = None
    avatar: str | None = None
    document_number: str | None = None
    document_last4: str | None = None
    date_of_birth: str | None = None
    postal_address: PostalAddress | None = None
    ssn: str | None = None
    ssn_digest: str | None = None
    ssn_last4: str | None = None
    profiled_at: str | None = None
    identified_at: str | None = None
    timezone: str = "UTC"
    version: int = 1

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.last_name}"

    @property
    def country(self) -> str:
        """Where they live, as far as that was said in parts."""
        return self.postal_address.country if self.postal_address else ""

    @property
    def is_complete(self) -> bool:
        """Whether the bank knows enough to verify who this is."""
        return self.profiled_at is not None and bool(self.ssn or self.document_number)


def is_of_age(date_of_birth: date, today: date) -> bool:
    """Eighteen, from the eighteenth birthday on; who was born on February 29 has it on March 1 in other years."""
    birthday = (date_of_birth.year + ADULT_YEARS, date_of_birth.month, date_of_birth.day)
    return birthday <= (today.year, today.month, today.day)


def name_key(text: str) -> str:
    """What a name is found by: its letters in small, without accents, words apart by one blank."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return " ".join(letters.split())


def phone_key(text: str) -> str:
    """What a telephone number is found by: its digits."""
    return "".join(filter(str.isdigit, text))
