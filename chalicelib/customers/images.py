"""Pictures, judged by their bytes: PNG, JPEG or WebP from the first byte to the last, nothing hidden before, in or after.

A file that is two things at once (a picture to us, a page or an archive to somebody else) is refused. Pixels are not
decoded; structure, checksums and sizes are.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.kernel.failures import TooLarge, UnsupportedMedia

MAXIMUM_BYTES = 2 * 1024 * 1024
MAXIMUM_SIDE_PIXELS = 8_192
_CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
_SAME_TYPE = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
# Text that makes a browser, a PDF reader or an unzipper take a picture's metadata for something to run or unpack.
_FOREIGN = re.compile(rb"<(?:script|html|body|svg|iframe|!doctype|\?php)|%pdf-|pk\x03\x04|pk\x05\x06|\x7felf", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    extension: str
    width: int
    height: int

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self.extension]


def inspect(content: bytes, claimed_type: str | None = None) -> Picture:
    """What picture this is. Raises TooLarge, or UnsupportedMedia when it is none, or another than claimed."""
    if len(content) > MAXIMUM_BYTES:
        raise TooLarge("The picture may have 2 MiB")
    try:
        picture = _read(content)
    except (struct.error, IndexError) as error:
        raise UnsupportedMedia("The picture ends too early") from error
    if not (picture.width and picture.height):
        raise UnsupportedMedia("The picture has no size")
    if max(picture.width, picture.height) > MAXIMUM_SIDE_PIXELS:
        raise TooLarge(f"The picture may have {MAXIMUM_SIDE_PIXELS} pixels a side")
    claimed = claimed_type and claimed_type.lower()
    if claimed and _SAME_TYPE.get(claimed, claimed) != picture.content_type:
        raise UnsupportedMedia("The picture is not of the type it is said to be")
    return picture


def _read(content: bytes) -> Picture:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _read_png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _read_jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _read_webp(content)
    raise UnsupportedMedia("Only PNG, JPEG and WebP pictures are taken")


def _require(holds: bool, detail: str) -> None:
    if not holds:
        raise UnsupportedMedia(detail)


def _refuse_foreign(metadata: bytes) -> None:
    _require(_FOREIGN.search(metadata) is None, "The picture carries something that is no picture")


def _read_png(content: bytes) -> Picture:
    """Signature, IHDR first, every chunk's checksum, image data in one run, IEND as the very last bytes."""
    names: list[bytes] = []
    width = height = 0
    for name, data in _png_chunks(content):
        if not names:
            _require(name == b"IHDR" and len(data) == 13, "A PNG begins with its header")
            width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", data)
            _require(depth in (1, 2, 4, 8, 16) and colour in (0, 2, 3, 4, 6), "The PNG's header makes no sense")
            _require(compression == filtering == 0 and interlace in (0, 1), "The PNG's header makes no sense")
        elif name == b"IDAT":
            _require(b"IDAT" not in names or names[-1] == b"IDAT", "The PNG's image data is scattered")
        else:
            known = name in (b"PLTE", b"IEND") or name[:1].islower()
            _require(known and name != b"IHDR", "The PNG has a chunk that is not allowed there")
            _refuse_foreign(data)
        names.append(name)
    _require(b"IDAT" in names, "The PNG has no image data")
    return Picture("png", width, height)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position, name = 8, b""
    while name != b"IEND":
        size, name = struct.unpack_from(">I4s", content, position)
        data = content[position + 8 : position + 8 + size]
        (checksum,) = struct.unpack_from(">I", content, position + 8 + size)
        _require(name.isalpha() and zlib.crc32(name + data) == checksum, "A PNG chunk is damaged")
        yield name, data
        position += 12 + size
        _require(name != b"IEND" or size == 0, "The PNG's end carries data")
    _require(position == len(content), "Something follows the end of the PNG")


_JPEG_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive
_JPEG_TABLES = (0xC4, 0xDB, 0xDD)  # Huffman, quantisation, restart interval


def _read_jpeg(content: bytes) -> Picture:
    """SOI, segments by their lengths, exactly one frame header, at least one scan, EOI as the very last bytes."""
    position, frame, scanned = 2, None, False
    while True:
        _require(content[position] == 0xFF, "A JPEG segment is damaged")
        while content[position] == 0xFF:  # a marker may be padded
            position += 1
        marker = content[position]
        position += 1
        if marker == 0xD9:
            break
        (size,) = struct.unpack_from(">H", content, position)
        data = content[position + 2 : position + size]
        _require(size >= 2 and len(data) == size - 2, "A JPEG segment is damaged")
        position += size
        if marker in _JPEG_FRAMES:
            _require(frame is None, "The JPEG has two frames")
            _, height, width = struct.unpack_from(">BHH", data)
            frame = Picture("jpg", width, height)
        elif marker == 0xDA:
            _require(frame is not None, "The JPEG's scan comes before its frame")
            position, scanned = _after_scan(content, position), True
        elif marker == 0xE0:
            _require(_is_jfif(data), "The JPEG's first segment is not what it says")
        elif 0xE1 <= marker <= 0xEF or marker == 0xFE:
            _refuse_foreign(data)
        else:
            _require(marker in _JPEG_TABLES, "The JPEG has a segment that is not allowed")
    _require(frame is not None and scanned, "The JPEG has no image data")
    _require(position == len(content), "Something follows the end of the JPEG")
    return frame


def _is_jfif(data: bytes) -> bool:
    """A JFIF header has exactly the size its thumbnail asks for: a longer one is a known way to hide a script."""
    if data.startswith(b"JFIF\0"):
        return len(data) >= 14 and len(data) == 14 + 3 * data[12] * data[13]
    return data.startswith(b"JFXX\0") and _FOREIGN.search(data) is None


def _after_scan(content: bytes, position: int) -> int:
    """Where the next marker stands: entropy-coded data escapes 0xFF as FF 00 and may hold restart markers."""
    while True:
        position = content.find(b"\xff", position)
        _require(position >= 0, "The JPEG ends too early")
        following = content[position + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return position
        position += 2


_WEBP_PICTURES = (b"VP8 ", b"VP8L", b"ANMF")
_WEBP_CHUNKS = (*_WEBP_PICTURES, b"VP8X", b"ANIM", b"ALPH", b"ICCP", b"EXIF", b"XMP ")


def _read_webp(content: bytes) -> Picture:
    """One RIFF of exactly the file's size whose chunks end exactly there; the first tells width and height."""
    (size,) = struct.unpack_from("<I", content, 4)
    _require(size + 8 == len(content), "The WebP is longer or shorter than it says")
    position, names, picture = 12, [], None
    while position < len(content):
        name, length = struct.unpack_from("<4sI", content, position)
        data = content[position + 8 : position + 8 + length]
        _require(len(data) == length and name in _WEBP_CHUNKS, "A WebP chunk is damaged or not allowed")
        if picture is None:
            picture = _webp_size(name, data)
        elif name not in _WEBP_PICTURES:
            _refuse_foreign(data)
        names.append(name)
        position += 8 + length + length % 2
    _require(position == len(content) and picture is not None, "A WebP chunk is damaged or not allowed")
    _require(any(name in _WEBP_PICTURES for name in names), "The WebP has no image data")
    _require(names[0] == b"VP8X" or len(names) == 1, "A simple WebP has one chunk")
    return picture


def _webp_size(name: bytes, data: bytes) -> Picture:
    if name == b"VP8X":
        _require(len(data) == 10, "The WebP's header makes no sense")
        width, height = (1 + int.from_bytes(data[start : start + 3], "little") for start in (4, 7))
        return Picture("webp", width, height)
    if name == b"VP8L":
        _require(data[:1] == b"\x2f", "The WebP's header makes no sense")
        (bits,) = struct.unpack_from("<I", data, 1)
        return Picture("webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    _require(name == b"VP8 " and data[3:6] == b"\x9d\x01\x2a", "The WebP's header makes no sense")
    width, height = struct.unpack_from("<HH", data, 6)
    return Picture("webp", width & 0x3FFF, height & 0x3FFF)
