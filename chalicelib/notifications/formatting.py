"""How a mail writes sums, numbers and times, by locale. Exact on decimal strings of any size; never a float.

Each function raises ValueError for what it cannot read, without repeating the value: it may end in a log.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.kernel import clock, locales
from chalicelib.kernel.locales import MONTHS, SEPARATORS, decimal, grouped
from chalicelib.kernel.money import EXPONENTS

DEFAULT_LOCALE = "en"
LOCALES = frozenset(SEPARATORS)
_DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]{0,59})(?:\.([0-9]{1,30}))?")
# A dot before a letter: not one inside a sum or a time.
_DOT_IN_A_NAME = re.compile(r"[.\u3002\uff0e\uff61](?=[^\W\d])")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNT = re.compile(r"[0-9]{1,9}")


def money(amount: object, currency: object, locale: str) -> str:
    """("1234.5", "USD") → "1,234.50 USD" in English, "1.234,50 USD" in Spanish."""
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise ValueError("a currency must be an ISO 4217 code")
    match = _DECIMAL.fullmatch(amount) if isinstance(amount, str) else None
    if match is None:
        raise ValueError("an amount must be a decimal string")
    decimals = (match[3] or "").ljust(EXPONENTS.get(currency, 0), "0")
    return f"{decimal(f'{match[1]}{match[2]}.{decimals}', locale)} {currency}"


def number(value: object, locale: str) -> str:
    """1234 → "1,234" in English, "1.234" in Spanish; "1234" too, as staff type it to see a message."""
    if isinstance(value, str) and _COUNT.fullmatch(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("a count must be a whole number")
    return ("-" if value < 0 else "") + grouped(str(abs(value)), SEPARATORS[locale][0])


def when(text: object, locale: str) -> str:
    """An RFC 3339 time to the minute: "21 November 2026 at 06:47 UTC", "21 de noviembre de 2026, 06:47 UTC"."""
    if not isinstance(text, str):
        raise ValueError("a time must be RFC 3339 text")
    try:
        moment = clock.from_text(text)
    except ValueError as error:
        raise ValueError("a time must be RFC 3339 text") from error
    month = MONTHS[locale][moment.month - 1]
    if locale == "es":
        return f"{moment.day} de {month} de {moment.year}, {moment:%H:%M} UTC"
    return f"{moment.day} {month} {moment.year} at {moment:%H:%M} UTC"


def day(text: object, locale: str) -> str:
    """A date: "21 November 2026", "21 de noviembre de 2026"."""
    try:
        return locales.day(date.fromisoformat(text if isinstance(text, str) else ""), locale)
    except ValueError:
        raise ValueError("a day must be a date such as 2026-01-31") from None


def unlinked(value: Any) -> Any:
    """Data whose texts no mail program takes for links: "go to evil.example/x" → "go to evil. example/x"."""
    if isinstance(value, str):
        return _DOT_IN_A_NAME.sub(". ", value.replace("://", ": //"))
    if isinstance(value, Mapping):
        return {name: unlinked(each) for name, each in value.items()}
    return [unlinked(each) for each in value] if isinstance(value, list) else value
