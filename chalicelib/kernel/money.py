"""Money: an exact number of minor units of one ISO 4217 currency. Never a float."""

import re
from dataclasses import dataclass

from chalicelib.kernel.failures import InvalidRequest

DEFAULT_CURRENCY = "USD"
MAXIMUM_MINOR = 10**17
# ISO 4217 table A.1 (2024): minor-unit exponents of the currencies the bank keeps.
EXPONENTS = {
    "AUD": 2, "BHD": 3, "BRL": 2, "CAD": 2, "CHF": 2, "CLP": 0, "CNY": 2, "COP": 2, "EUR": 2, "GBP": 2,
    "INR": 2, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "MXN": 2, "OMR": 3, "PEN": 2, "SGD": 2, "TND": 3,
    "USD": 2, "ZAR": 2,
}  # fmt: skip
_MINOR_UNITS = re.compile(r"[1-9][0-9]{0,17}")
_PLAIN_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,29})(?:\.([0-9]{1,30}))?")


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` minor units of `currency`; may be zero or negative inside the bank, never in a request."""

    minor: int
    currency: str = DEFAULT_CURRENCY

    @classmethod
    def parse(cls, text: str, currency: str = DEFAULT_CURRENCY, field: str = "amount") -> "Money":
        """Reads a positive plain decimal such as `100`, `100.00`. Raises InvalidRequest naming `field`.

        Refuses signs, exponents, blanks, `NaN`, zero, more decimals than the currency has, more than 10^17 minor units.
        """
        exponent = exponent_of(currency)
        match = _PLAIN_DECIMAL.fullmatch(text)
        if match is None:
            raise InvalidRequest((field, "must be a positive decimal number such as 100.00"))
        whole, decimals = match[1], match[2] or ""
        if len(decimals) > exponent:
            raise InvalidRequest((field, f"{currency} has {exponent} decimals"))
        minor = int(whole + decimals.ljust(exponent, "0"))
        if minor == 0:
            raise InvalidRequest((field, "must be more than zero"))
        if minor > MAXIMUM_MINOR:
            raise InvalidRequest((field, "must be at most 10^17 minor units"))
        return cls(minor, currency)

    @classmethod
    def of_message(cls, minor: object, currency: object) -> "Money":
        """A positive amount as messages carry it: whole minor units, as number or text. Raises ValueError for anything else."""
        text = str(minor) if isinstance(minor, int) and not isinstance(minor, bool) else minor
        known = isinstance(currency, str) and currency in EXPONENTS
        if not known or not isinstance(text, str) or not _MINOR_UNITS.fullmatch(text) or int(text) > MAXIMUM_MINOR:
            raise ValueError(f"{minor!r} {currency!r} is no positive amount of money in minor units")
        return cls(int(text), str(currency))

    def __str__(self) -> str:
        return to_decimal(self.minor, self.currency)


def exponent_of(currency: str) -> int:
    """Decimals of `currency`. Raises InvalidRequest for one the bank does not keep."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise InvalidRequest(("currency", "is not a currency this bank keeps")) from None


def to_decimal(minor: int, currency: str) -> str:
    """Minor units as the decimal string callers see: (-5, USD) → "-0.05"; (7, JPY) → "7"."""
    exponent = EXPONENTS[currency]
    digits = str(abs(minor)).rjust(exponent + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}" if exponent else sign + digits
