"""How text is compared: `key` for spellings of the same thing, `looks` for names that are meant to be taken for another.

Both are pure. Foldings of characters that Unicode has assigned never change between its versions, so a stored key stays.
"""

import unicodedata
from functools import cache
from pathlib import Path

from chalicelib.kernel.text import visible

_CONFUSABLES = Path(__file__).with_name("confusables.txt")


def key(text: str) -> str:
    """What every spelling of `text` has in common: its letters and digits, without case, width, script of digits or separators.

    Raises ValueError when there are none.
    """
    return _required(unicodedata.normalize("NFC", _letters_and_digits(_folded(text))))


def looks(text: str) -> frozenset[str]:
    """What a name may be read as: as written, in small and in capital letters. Two names that share one look alike.

    Three, because look-alikes differ by case: a Cyrillic В is taken for a B, the same letter в is not. Raises ValueError
    when there is neither letter nor digit.
    """
    return frozenset(_required(_skeleton(each)) for each in (text, text.casefold(), text.upper()))


def _folded(text: str) -> str:
    """NFKC of the case-folded text, each digit as ASCII. An accent joins its letter whatever stood between them unseen."""
    decomposed = unicodedata.normalize("NFKD", visible(text))
    joined = "".join(each for each in decomposed if each.isalnum() or unicodedata.combining(each))
    # Twice: what folding makes may be folded further once it is normalised (U+0345 becomes a letter).
    for _ in range(2):
        joined = unicodedata.normalize("NFKC", joined.casefold())
    return "".join(map(_ascii_digit, joined))


def _skeleton(text: str) -> str:
    """UTS #39's skeleton, of compatible characters and without case, marks and separators."""
    plain = _drawn(_drawn(text).casefold())
    # A capital I is drawn as l is, and without case it is an i.
    return _letters_and_digits("".join(map(_ascii_digit, plain))).replace("i", "l")


def _drawn(text: str) -> str:
    """Each character replaced by the one that it is drawn as. NFKD where the report says NFD: full-width letters too."""
    drawn = unicodedata.normalize("NFKD", visible(text)).translate(_prototypes())
    return unicodedata.normalize("NFKD", drawn)


@cache
def _prototypes() -> dict[int, str]:
    """The look-alikes of Unicode's confusables.txt by code point."""
    table = {}
    for line in _CONFUSABLES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            prototype, alike = line.split(":")
            text = "".join(chr(int(each, 16)) for each in prototype.split())
            table.update(dict.fromkeys((int(each, 16) for each in alike.split()), text))
    return table


def _letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.digit(character, character))


def _required(folded: str) -> str:
    if not folded:
        raise ValueError("has neither letters nor digits")
    return folded
