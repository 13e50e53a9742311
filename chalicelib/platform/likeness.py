"""How alike two names are, of people or whoever holds an account. Pure."""

from typing import Literal

from chalicelib.kernel.names import normalised

_SCALING, _PREFIX_CHARACTERS = 0.1, 4
_CLOSE = 0.85
Comparison = Literal["MATCH", "CLOSE_MATCH", "NO_MATCH"]


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
    """Jaro and Winkler's, 0 to 1; a common beginning counts however little else is alike."""
    from jellyfish import jaro_similarity  # not for a request that compares no names

    score: float = jaro_similarity(first, second)
    prefix = 0
    for one, other in zip(first[:_PREFIX_CHARACTERS], second, strict=False):
        if one != other:
            break
        prefix += 1
    return score + prefix * _SCALING * (1 - score)
