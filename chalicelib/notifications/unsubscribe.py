"""The address that a mail of an optional category brings, by which it says of itself to send no more (RFC 8058).

A token names the user and the category, under a key of ours; it lasts as long as the mail does.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from chalicelib.notifications.catalogue import CATEGORIES, LOCKED, Category
from chalicelib.notifications.errors import UnknownToken
from chalicelib.platform import settings, vault

PATH = "/api/v1/notifications/unsubscribe"
_MARK_BYTES = 16
OPTIONAL: tuple[Category, ...] = tuple(each for each in CATEGORIES if each not in LOCKED)


@dataclass(frozen=True, slots=True)
class Wish:
    """That a user gets no more mails of these categories: one, or every optional one."""

    user_id: str
    categories: tuple[Category, ...]


def address(wish: Wish) -> str:
    """Where the wish comes true; empty where nobody has said where the bank's pages are."""
    base = settings.pages_url()
    return f"{base}{PATH}/{_token(wish)}" if base else ""


def read(token: str) -> Wish:
    """What a token says. Raises UnknownToken for what is none of ours."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise UnknownToken from None
    said, mark = raw[:-_MARK_BYTES], raw[-_MARK_BYTES:]
    if not hmac.compare_digest(mark, _mark(said)) or len(said) != 17:
        raise UnknownToken
    return Wish(str(UUID(bytes=said[:16])), tuple(each for at, each in enumerate(OPTIONAL) if said[16] >> at & 1))


def _token(wish: Wish) -> str:
    chosen = sum(1 << at for at, each in enumerate(OPTIONAL) if each in wish.categories)
    said = UUID(wish.user_id).bytes + bytes([chosen])
    return base64.urlsafe_b64encode(said + _mark(said)).decode().rstrip("=")


def _mark(said: bytes) -> bytes:
    return hmac.new(vault.key("mac", "unsubscribe"), said, hashlib.sha256).digest()[:_MARK_BYTES]
