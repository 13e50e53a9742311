"""Names of people, brought into one form. Pure."""

import unicodedata
from collections.abc import Iterable


def normalised(name: str) -> str:
    """The words of a name in small letters without accents, in the order of the alphabet: who comes first differs by country."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return " ".join(sorted(letters.split()))


def mentions(said: Iterable[object], words: str) -> bool:
    """Whether each of these words, or part of a word, is in what is said."""
    if not words:
        return True
    text = normalised(" ".join(map(str, said)))
    return all(word in text for word in normalised(words).split())
