"""Names of people: brought into one form, and how alike two of them are. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

_SCALING, _PREFIX_CHARACTERS = 0.1, 4
_CLOSE = 0.85
Comparison = Literal["MATCH", "CLOSE_MATCH", "NO_MATCH"]


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


def compared(given: str, held: str) -> Comparison:
    """How the name that somebody gives is that which is held: the same words in any order; or, of two words at least, each much
    like one of them or its initial, one of them whole."""
    wanted, known = normalised(given).split(), normalised(held).split()
    if wanted and wanted == known:
        return "MATCH"
    left, whole = list(known), 0
    for word in sorted(wanted, key=len, reverse=True):
        found = max(left, key=lambda each: likeness(word, each), default="")
        initial = next((each for each in left if len(word) == 1 and each.startswith(word)), "")
        if not initial and likeness(word, found) < _CLOSE:
            return "NO_MATCH"
        left.remove(initial or found)
        whole += not initial
    return "CLOSE_MATCH" if len(wanted) > 1 and whole else "NO_MATCH"


def likeness(first: str, second: str) -> float:
    """Jaro and Winkler's, 0 to 1."""
    score = _jaro(first, second)
    prefix = 0
    for one, other in zip(first[:_PREFIX_CHARACTERS], second, strict=False):
        if one != other:
            break
        prefix += 1
    return score + prefix * _SCALING * (1 - score)


def _jaro(first: str, second: str) -> float:
    if first == second:
        return 1.0 if first else 0.0
    reach = max(0, max(len(first), len(second)) // 2 - 1)
    taken = [False] * len(second)
    common: list[str] = []
    for position, character in enumerate(first):
        for at in range(max(0, position - reach), min(len(second), position + reach + 1)):
            if not taken[at] and second[at] == character:
                taken[at] = True
                common.append(character)
                break
    if not common:
        return 0.0
    others: Sequence[str] = [character for character, is_taken in zip(second, taken, strict=True) if is_taken]
    transposed = sum(one != other for one, other in zip(common, others, strict=True)) / 2
    count = len(common)
    return (count / len(first) + count / len(second) + (count - transposed) / count) / 3
