"""What staff read of messages and executions, without what is personal in it."""

import json
import re

from chalicelib.kernel import ids

MASK = "•••"
_PERSONAL = re.compile(r"name|mail|phone|ssn|document(?!Id)|address|birth|password|secret|token|code$", re.IGNORECASE)
# In a sentence, where nothing has a name: an address, a social security number.
_WRITTEN = re.compile(r"[^\s@\"'<>(),:;]+@[^\s@\"'<>(),:;]+|(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
# Names of things that are nobody's.
_HARMLESS = {"errorname", "functionname", "statename", "flowname", "error_name"}
_OWNERS = ("userId", "ownerId", "customerId")
# More parts in one text are no message of ours, and as deep as that they could not be walked through.
MAXIMUM_PARTS = 300


def masked(value: object) -> object:
    """JSON with the text under every personal name replaced; ids, amounts, words and times stay.

    A text that is JSON itself is opened. One that only begins like it, cut off perhaps, cannot be looked through: it is hidden whole.
    """
    if isinstance(value, str):
        found = _opened(value)
        return found if isinstance(found, str) else masked(found)
    if isinstance(value, dict):
        return {name: MASK if _is_personal(name, each) else masked(each) for name, each in value.items()}
    if isinstance(value, list):
        return [masked(each) for each in value]
    return value


def masked_words(text: str) -> str:
    """What somebody or something wrote, the cause of a fault say, without the addresses and social security numbers in it."""
    return _WRITTEN.sub(MASK, text)


def owners_in(value: object) -> set[str]:
    """The ids of the customers that it speaks of, wherever `masked` shows them."""
    if isinstance(value, str):
        found = _opened(value)
        return set() if isinstance(found, str) else owners_in(found)
    if isinstance(value, dict):
        return {value[name] for name in _OWNERS if ids.is_id(value.get(name))}.union(*map(owners_in, value.values()))
    return set().union(*map(owners_in, value)) if isinstance(value, list) else set()


def _opened(text: str) -> object:
    """What a text says as JSON; itself where it is none."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text) if text.count("{") + text.count("[") <= MAXIMUM_PARTS else MASK
    except ValueError:
        return MASK


def _is_personal(name: object, value: object) -> bool:
    text = str(name)
    is_named_so = bool(_PERSONAL.search(text)) and text.lower() not in _HARMLESS
    return is_named_so and isinstance(value, (str, int)) and not isinstance(value, bool)
