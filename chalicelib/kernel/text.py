"""Text that a person typed: what one line of it may hold. It is kept and shown as typed; `folding` compares it."""

import re
import unicodedata

# Unicode's Default_Ignorable_Code_Point: what is drawn as nothing at all, letters and marks among it.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# What writing and copying bring along: soft hyphens, joiners of letters and emoji, places for a line to break. Refusing them
# would ask people to take out what they cannot see; a comparison never sees them either.
_HARMLESS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_BLANK_PATTERN = "\u2800"  # Braille's sign without a dot: a symbol to Unicode, nothing to the eye
_LINK = re.compile(r"://|www\.|@")


def visible(text: str) -> str:
    """The text without the characters that are drawn as nothing."""
    return _UNSEEN.sub("", text)


def check_line(text: str) -> None:
    """Raises ValueError, in words for people, unless it is one line that can be seen and reads in the order it was typed."""
    if text != text.strip():
        raise ValueError("must not begin or end with a blank")
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp"):
            raise ValueError("must be one line, without control characters")
        # Bidirectional controls above all: they show the rest of the line in another order than it is compared in.
        if category in ("Cf", "Co", "Cn", "Cs") and character not in _HARMLESS:
            raise ValueError(f"must not hold the invisible or unknown character U+{ord(character):04X}")
    if not any(unicodedata.category(character)[0] in "LNPS" and character != _BLANK_PATTERN for character in visible(text)):
        raise ValueError("needs a visible character")


def check_name(text: str) -> None:
    """Raises ValueError unless it is a line that no mail program turns into a link or an address."""
    check_line(text)
    if _LINK.search(unicodedata.normalize("NFKC", visible(text)).casefold()):
        raise ValueError("must be a name: without ://, www. and @")
