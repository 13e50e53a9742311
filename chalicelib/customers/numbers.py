"""Personal numbers as the bank keeps them: a ciphertext, the digest that it is found by, and the end that may be shown.

The number itself lies nowhere, and is read by nobody but staff who ask for it (queries.personal_number).
"""

import re
from dataclasses import dataclass
from typing import Literal

from chalicelib.kernel import folding
from chalicelib.kernel.text import check_line
from chalicelib.platform import vault

Field = Literal["documentNumber", "ssn"]
SHOWN_CHARACTERS = 4
SSN_PATTERN = r"^([0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]{9})$"  # with both dashes or without
_SSN = re.compile(r"(?!000|666|9)\d{3}(?:-(?!00)\d\d-|(?!00)\d\d)(?!0000)\d{4}", re.ASCII)
_ADVERTISED = frozenset({"078051120", "219099999"})  # a wallet's sample card, a pamphlet of the administration's


@dataclass(frozen=True, slots=True)
class Sealed:
    """`ciphertext` can be read as this customer's number in this field only; `digest` is the same for every spelling."""

    ciphertext: str
    digest: str
    last4: str


def seal(field: Field, number: str, customer_id: str) -> Sealed:
    """The number as it may be kept. One call of KMS. Raises ValueError for a number without letters and digits."""
    return Sealed(vault.encrypt(number, _context(field, customer_id)), digest(field, number), _end(number))


def opened(field: Field, ciphertext: str, customer_id: str) -> str:
    """The number as it was typed. One call of KMS."""
    return vault.decrypt(ciphertext, _context(field, customer_id))


def digest(field: Field, number: str) -> str:
    """What every spelling of a number is found by. Raises ValueError for a number without letters and digits."""
    return vault.mac(field, key(number))


def key(number: str) -> str:
    """What a number is unique under: `1.234.567-8`, `1234567/8` and `12345678` are the same document.

    Raises ValueError for a number without letters and digits.
    """
    return folding.key(number).upper()


def check_document(number: str) -> None:
    """Raises ValueError, in words for people, for what is no document number."""
    check_line(number)
    key(number)


def check_ssn(number: str) -> None:
    """Raises ValueError for what was never given to a person: area 000, 666 or 9xx, group 00, serial 0000, and the numbers that
    were printed in advertisements."""
    if not _SSN.fullmatch(number) or key(number) in _ADVERTISED:
        raise ValueError("must be a social security number such as 219-09-9998")


def _end(number: str) -> str:
    """The last characters, and never more than half of them."""
    known = key(number)
    return known[len(known) - min(SHOWN_CHARACTERS, len(known) // 2) :]


def _context(field: Field, customer_id: str) -> dict[str, str]:
    return {"customer": customer_id, "field": field}
