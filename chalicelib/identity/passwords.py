"""Passwords: what we take, and bcrypt around it. A password leaves this module only as a hash.

The hash is bcrypt's, of the password's HMAC-SHA-384 under a pepper that no table holds: so all of it counts, where bcrypt alone
stops after 72 bytes. Hashes from before have no prefix and are made anew at the next login.
"""

import base64
import hmac
import itertools
import re
import unicodedata
from functools import cache
from pathlib import Path

from chalicelib.identity.errors import PasswordTooCommon
from chalicelib.identity.model import email_key
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import settings, vault

MINIMUM_CHARACTERS, WITH_FACTOR_CHARACTERS, MAXIMUM_CHARACTERS = 15, 12, 1_000
_PEPPERED = "hmac-sha384:"
_BCRYPT_BYTES = 72
_WORDS_OF_THE_BANK = ("infernobank", "inferno", "bank", "banco")
_SHORTEST_OWN_WORD, _SHORTEST_COMMON = 3, 6


def check(password: str, *own: str, has_factor: bool = False) -> None:
    """Raises InvalidRequest for a length that we do not take, PasswordTooCommon for what is guessed first.

    `own` are the caller's names and address: they may not be more than half of it. Characters are code points after NFC.
    """
    check_length(password, has_factor=has_factor)
    folded = prepared(password).casefold()
    if _is_plain(folded) or _is_common(re.sub(r"[\W_]", "", folded)) or _is_mostly(folded, own):
        raise PasswordTooCommon


def check_length(password: str, *, has_factor: bool = False) -> None:
    """Raises InvalidRequest unless the password has 15 to 1,000 characters; 12 are enough where a second factor is enrolled."""
    minimum = WITH_FACTOR_CHARACTERS if has_factor else MINIMUM_CHARACTERS
    if not minimum <= len(prepared(password)) <= MAXIMUM_CHARACTERS:
        raise InvalidRequest(("password", f"must have {minimum} to {MAXIMUM_CHARACTERS:,} characters"))


def _is_plain(password: str) -> bool:
    """One character repeated, or characters that follow each other: aaa…, abc…, 987…"""
    steps = {ord(following) - ord(each) for each, following in itertools.pairwise(password)}
    digits = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(password)} if password.isdecimal() else set()
    return steps <= {0} or steps <= {1} or steps <= {-1} or digits in ({1}, {9})


def _is_common(letters: str) -> bool:
    """On the list of passwords chosen most, or made of two that are, or of one again and again."""
    if len(letters) < _SHORTEST_COMMON:  # the rest are symbols
        return False
    listed = _listed()
    if letters in listed:
        return True
    if any(
        letters[:cut] in listed and letters[cut:] in listed
        for cut in range(_SHORTEST_COMMON, len(letters) - _SHORTEST_COMMON + 1)
    ):
        return True
    return any(letters[size:] == letters[:-size] for size in range(1, len(letters) // 2 + 1))


def _is_mostly(password: str, own: tuple[str, ...]) -> bool:
    words = {word for text in own for word in re.split(r"[\W_]+", prepared(text).casefold()) if len(word) >= _SHORTEST_OWN_WORD}
    left = password
    for word in sorted({*words, *_WORDS_OF_THE_BANK}, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) * 2 < len(password)


@cache
def _listed() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("# "))


def prepared(password: str) -> str:
    """As RFC 8265 prepares a password: however a keyboard composes its letters (NFC), and whatever blank it types."""
    plain = "".join(" " if unicodedata.category(character) == "Zs" else character for character in password)
    return unicodedata.normalize("NFC", plain)


def new_hash(password: str, *own: str, has_factor: bool = False) -> str:
    """The hash to store of a password that somebody chooses. Raises what `check` does."""
    check(password, *own, has_factor=has_factor)
    return hash_password(password)


def hash_password(password: str) -> str:
    """The hash of a password that has served before, whatever would be asked of a new one."""
    import bcrypt

    return _PEPPERED + bcrypt.hashpw(_peppered(prepared(password)), bcrypt.gensalt(settings.bcrypt_rounds())).decode()


def is_outdated(password_hash: str) -> bool:
    """Whether it was made without the pepper."""
    return not password_hash.startswith(_PEPPERED)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password behind the hash, prepared or, as older hashes were made, as given.

    Costs one bcrypt for each of the two that differ: what is asked decides that, never whether there is a hash.
    """
    expected = password_hash or f"{_PEPPERED}$2b${settings.bcrypt_rounds():02d}${'.' * 53}"
    same = [_is_behind(expected, each) for each in dict.fromkeys((prepared(password), password))]
    return any(same) and password_hash is not None


def _is_behind(expected: str, password: str) -> bool:
    import bcrypt

    if not is_outdated(expected):
        return bcrypt.checkpw(_peppered(password), expected.removeprefix(_PEPPERED).encode())
    given = password.encode()
    same = bcrypt.checkpw(given[:_BCRYPT_BYTES], expected.encode())
    return same and len(given) <= _BCRYPT_BYTES


def _peppered(password: str) -> bytes:
    """64 bytes without a zero among them, which would end what bcrypt reads."""
    return base64.b64encode(hmac.digest(vault.key("pepper"), password.encode(), "sha384"))


def fingerprint(password: str, email: str) -> str:
    """What an idempotency record may know of a password: a keyed digest, by which nobody who reads the table can guess it."""
    return vault.mac("password", f"{email_key(email)}\n{prepared(password)}")
