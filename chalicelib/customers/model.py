"""A customer's profile."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.kernel import folding
from chalicelib.kernel.text import check_line

Locale = Literal["en", "es"]
DEFAULT_LOCALE: Locale = "en"
LINK_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True)
class Customer:
    """`avatar` is the picture's name in the bucket; `version` counts every change."""

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
    version: int = 1


def document_key(document: str) -> str:
    """What a document number is unique under: `1.234.567-8`, `1234567/8` and `12345678` are the same document.

    In capitals, as the keys already kept are. Raises ValueError for a number without letters and digits.
    """
    return folding.key(document).upper()


def check_document(document: str) -> None:
    """Raises ValueError, in words for people, for what is no document number."""
    check_line(document)
    document_key(document)
