"""Requests that only a page of the bank's own may make, and the cookie that such a page's session lives in.

SameSite alone is not enough: a page on another port of the same host is the same site, and its requests bring the cookie.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.kernel.failures import Forbidden
from chalicelib.platform import settings

HEADER = "X-Inferno-Web"
# `__Host-` is the browser's promise that this very origin set it. Safari keeps it from a laptop, where all is http.
_NAMES = {"https": "__Host-inferno-session", "http": "inferno-session"}


class ForeignPage(Forbidden):
    """The request does not come from a page of the bank's own, as far as the browser says."""

    code = "foreign_page"
    what_to_do = f"Ask from a page of the bank's own origin, with the header {HEADER}; other clients log in with POST /login."

    def __init__(self) -> None:
        super().__init__("Only pages of the bank's own may ask this")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of ours that asks: its origin, and the value of its session cookie, "" where it has none."""

    origin: str
    cookie: str

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "OwnPage":
        """Raises ForeignPage unless every sign is there; where no origin is configured, always."""
        origin = headers.get("origin", "")
        is_own = origin in settings.public_origins() and headers.get("sec-fetch-site") == "same-origin"
        if not is_own or headers.get(HEADER.lower()) != "1":
            raise ForeignPage
        return cls(origin, _cookie(headers.get("cookie", ""), _name(origin)))

    def keeping(self, value: str, seconds: int) -> dict[str, str]:
        """The header that has the browser keep the cookie, out of reach for scripts."""
        return self._set(value, seconds)

    def forgetting(self) -> dict[str, str]:
        return self._set("", 0)

    def _set(self, value: str, seconds: int) -> dict[str, str]:
        secure = "; Secure" if self.origin.startswith("https:") else ""
        cookie = f"{_name(self.origin)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
        return {"Set-Cookie": cookie}


def _name(origin: str) -> str:
    return _NAMES[origin.partition(":")[0]]


def _cookie(header: str, name: str) -> str:
    """Read pair by pair: a neighbour's cookie that breaks the grammar must not hide ours, as http.cookies would let it."""
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return next((value for found, _, value in pairs if found == name), "")
