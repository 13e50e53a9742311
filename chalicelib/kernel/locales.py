"""How the bank's two languages write numbers and dates. Exact on decimal strings of any size."""

import re
from datetime import date

# Thousands and decimal separator of each language the bank writes.
SEPARATORS = {"en": (",", "."), "es": (".", ",")}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}


def decimal(text: str, locale: str) -> str:
    """A plain decimal: "-1234.50" → "-1,234.50" in English, "-1.234,50" in Spanish."""
    thousands, point = SEPARATORS[locale]
    whole, _, decimals = text.removeprefix("-").partition(".")
    return ("-" if text.startswith("-") else "") + grouped(whole, thousands) + (point + decimals if decimals else "")


def grouped(digits: str, separator: str) -> str:
    """Digits in threes."""
    return re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", separator, digits)


def day(value: date, locale: str) -> str:
    """A date in words: "21 November 2026", "21 de noviembre de 2026"."""
    month, of = MONTHS[locale][value.month - 1], " de " if locale == "es" else " "
    return f"{value.day}{of}{month}{of}{value.year}"


def month(value: date, locale: str) -> str:
    """The month of a date in words: "November 2026", "noviembre de 2026"."""
    return f"{MONTHS[locale][value.month - 1]}{' de ' if locale == 'es' else ' '}{value.year}"
