"""A customer's profile."""

from dataclasses import dataclass
from typing import Literal

Locale = Literal["en", "es"]
DEFAULT_LOCALE: Locale = "en"
LINK_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True)
class Customer:
    """`document` is the digest of the number of their document, the user's id without one; of the number itself there are
    `document_number`, its ciphertext, and `document_last4`, what may be shown. `avatar` is the picture's name in the bucket;
    `version` counts every change.
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
    version: int = 1
