"""Files inside JSON: base64 of either alphabet, in lines or not, alone or as a data URL."""

import base64
import binascii
import re

from chalicelib.kernel.failures import InvalidRequest, TooLarge

_BLANKS = re.compile(r"[ \t\r\n]+")
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?(?:;[\w.+-]+=[\w.+-]+)*(;base64)?,", re.IGNORECASE | re.ASCII)


def claimed_type(text: str) -> str | None:
    """The media type that a data URL names."""
    match = _DATA_URL.match(text)
    return match[1] if match else None


def content_of(field: str, text: str, maximum_bytes: int, too_large: TooLarge) -> bytes:
    """The bytes. Raises InvalidRequest, about `field`, for text that is no base64; `too_large` before decoding too much."""
    match = _DATA_URL.match(text)
    if text[:5].lower() == "data:" and (match is None or match[2] is None):
        raise InvalidRequest((field, "must be a data URL in base64"))
    encoded = _BLANKS.sub("", text[match.end() :] if match else text)
    if len(encoded) > -(-maximum_bytes // 3) * 4:
        raise too_large
    try:
        content = base64.b64decode(encoded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest((field, "must be base64 or a data URL")) from error
    if not content:
        raise InvalidRequest((field, "is empty"))
    return content
