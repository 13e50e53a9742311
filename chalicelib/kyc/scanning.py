"""A file from outside, looked through and written anew: what the bank shows to its staff is what was seen here."""

from dataclasses import dataclass

from chalicelib.customers.public import Bounds, cleaned
from chalicelib.kernel.failures import TooLarge, UnsupportedMedia
from chalicelib.kyc import pdfs
from chalicelib.kyc.errors import Unsafe
from chalicelib.kyc.model import MAXIMUM_BYTES, MAXIMUM_PIXELS, content_type_of

_BOUNDS = Bounds(MAXIMUM_BYTES, MAXIMUM_PIXELS, None, ("PNG", "JPEG"), 90)
# The test file of all virus scanners, in two parts: together they would have this file taken for it.
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A clean file and what it is."""

    content: bytes
    content_type: str


def scan(content: bytes) -> Scanned:
    """Raises Unsafe with the reason why it is not kept."""
    if len(content) > MAXIMUM_BYTES:
        raise Unsafe("too_large")
    if _EICAR in content:
        raise Unsafe("malware")
    kind = content_type_of(content)
    if kind is None:
        raise Unsafe("unsupported_type")
    if kind == "application/pdf":
        return Scanned(pdfs.cleaned(content), kind)
    if _has_more(content, kind):
        raise Unsafe("trailing_data")
    try:
        return Scanned(cleaned(content, bounds=_BOUNDS).content, kind)
    except TooLarge as error:
        raise Unsafe("too_many_pixels") from error
    except UnsupportedMedia as error:
        raise Unsafe("damaged") from error


def _has_more(content: bytes, kind: str) -> bool:
    """Whether something follows the picture. A camera's second picture, which is not written anew, may follow a JPEG."""
    if kind == "image/png":
        end = content.find(_PNG_END)
        return end >= 0 and end + len(_PNG_END) < len(content)
    rest = content[_end_of_jpeg(content) :].lstrip(b"\0")
    return bool(rest) and not rest.startswith(b"\xff\xd8")


def _end_of_jpeg(content: bytes) -> int:
    """The position behind the first picture's end mark, or of the end where there is none: then decoding tells."""
    position = 2
    while position + 4 <= len(content):
        if content[position] != 0xFF:
            return len(content)
        mark = content[position + 1]
        if mark == 0xD9:
            return position + 2
        if mark == 0xFF or mark == 0x01 or 0xD0 <= mark <= 0xD7:  # filling, or a mark that stands alone
            position += 1 if mark == 0xFF else 2
            continue
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if mark == 0xDA:  # coded data follow, in which FF 00 and restarts are no marks
            position = _end_of_scan(content, position)
    end = content.find(b"\xff\xd9", position)
    return len(content) if end < 0 else end + 2


def _end_of_scan(content: bytes, position: int) -> int:
    while (position := content.find(b"\xff", position)) >= 0 and position + 1 < len(content):
        mark = content[position + 1]
        if mark != 0 and mark != 0xFF and not 0xD0 <= mark <= 0xD7:
            return position
        position += 1 if mark == 0xFF else 2
    return len(content)
