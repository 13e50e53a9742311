"""What staff read of messages and executions, without what is personal in it."""

import re

MASK = "•••"
_PERSONAL = re.compile(r"name|mail|phone|ssn|document(?!Id)|address|birth|password|secret|token|code$", re.IGNORECASE)
# Names of things that are nobody's.
_HARMLESS = {"errorname", "functionname", "statename", "flowname", "error_name"}


def masked(value: object) -> object:
    """JSON with the text under every personal name replaced; ids, amounts, words and times stay."""
    if isinstance(value, dict):
        return {name: MASK if _is_personal(name, each) else masked(each) for name, each in value.items()}
    if isinstance(value, list):
        return [masked(each) for each in value]
    return value


def _is_personal(name: object, value: object) -> bool:
    text = str(name)
    is_named_so = bool(_PERSONAL.search(text)) and text.lower() not in _HARMLESS
    return is_named_so and isinstance(value, (str, int)) and not isinstance(value, bool)
