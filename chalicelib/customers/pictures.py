"""Pictures from outside, decoded and written anew: what is served is what was seen, and nothing else.

No position of a camera, no comment, profile or thumbnail, no bytes behind the end. Pillow lies in a layer of the
functions that read pictures, so it is imported when the first one comes.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.kernel.failures import TooLarge, UnsupportedMedia

if TYPE_CHECKING:
    from PIL.Image import Image

MAXIMUM_BYTES = 2 * 1024 * 1024
MAXIMUM_PIXELS = 4_096 * 4_096
SHOWN_SIDE_PIXELS = 1_024  # no picture is shown larger
_EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
_SAME_TYPE = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
# What Pillow's readers stumble over when bytes are not what they claim to be.
_BROKEN = (OSError, SyntaxError, EOFError, ValueError, TypeError, LookupError, ArithmeticError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is taken and how it is written anew: at most `side_pixels` a side unless that is None."""

    maximum_bytes: int
    maximum_pixels: int
    side_pixels: int | None
    formats: tuple[str, ...]
    quality_percent: int


AVATAR = Bounds(MAXIMUM_BYTES, MAXIMUM_PIXELS, SHOWN_SIDE_PIXELS, ("PNG", "JPEG", "WEBP"), 85)


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture and what it is."""

    content: bytes
    extension: str
    content_type: str


def cleaned(content: bytes, claimed_type: str | None = None, bounds: Bounds = AVATAR) -> Picture:
    """The picture, upright, in sRGB, no larger than its bounds; of a moving one its first frame.

    Raises TooLarge before too much is decoded, UnsupportedMedia for what is no picture or another than claimed.
    """
    from PIL import Image, UnidentifiedImageError

    if len(content) > bounds.maximum_bytes:
        raise TooLarge(f"The picture may have {bounds.maximum_bytes // 1024**2} MiB")
    try:
        with Image.open(io.BytesIO(content), formats=bounds.formats) as image:
            format = str(image.format).replace("MPO", "JPEG")  # a camera's JPEG with a second picture in it
            if image.width * image.height > bounds.maximum_pixels:
                raise TooLarge(f"The picture may have {bounds.maximum_pixels:,} pixels")
            content_type = f"image/{format.lower()}"
            claimed = claimed_type and claimed_type.lower()
            if claimed and _SAME_TYPE.get(claimed, claimed) != content_type:
                raise UnsupportedMedia("The picture is not of the type it is said to be")
            image.load()
            if format == "PNG":
                _check_rows(content)
            return Picture(_written(_upright(image), format, bounds), _EXTENSIONS[format], content_type)
    except UnidentifiedImageError as error:
        raise UnsupportedMedia("Only PNG, JPEG and WebP pictures are taken") from error
    except Image.DecompressionBombError as error:
        raise TooLarge(f"The picture may have {bounds.maximum_pixels:,} pixels") from error
    except _BROKEN as error:
        raise UnsupportedMedia("The picture is damaged") from error


def _upright(image: "Image") -> "Image":
    """As the camera was held, in the colours of sRGB."""
    from PIL import ImageCms, ImageOps

    image = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if image.mode == "I;16":  # Pillow would cut off the darker half of 16 bits of grey, not the finer one
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    elif image.mode not in ("L", "CMYK"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if profile is None:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, srgb, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError):
        return image  # a profile that does not fit the picture says nothing about its colours


def _written(image: "Image", format: str, bounds: Bounds) -> bytes:
    if bounds.side_pixels is not None:
        image.thumbnail((bounds.side_pixels, bounds.side_pixels))
    image = image.convert("RGBA" if image.has_transparency_data and format != "JPEG" else "RGB")
    image.info = {}  # where comments and the like would go on from
    file = io.BytesIO()
    image.save(file, format, **({} if format == "PNG" else {"quality": bounds.quality_percent}))
    return file.getvalue()


_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type: grey, RGB, palette, each of the first two with alpha
_WHOLE = ((0, 0, 1, 1),)
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _check_rows(png: bytes) -> None:
    """Pillow takes a PNG whose rows end too early and paints the rest black. Raises UnsupportedMedia for one."""
    chunks = list(_chunks(png))
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    inflating, found = zlib.decompressobj(), 0
    for data in (data for name, data in chunks if name == b"IDAT"):
        while data:
            found += len(inflating.decompress(data, 1 << 16))
            data = inflating.unconsumed_tail
    expected = 0
    for x, y, across, down in _ADAM7 if interlaced else _WHOLE:
        columns, rows = -(-(width - x) // across), -(-(height - y) // down)
        if columns > 0 and rows > 0:
            expected += rows * (1 + -(-columns * depth * _CHANNELS[colour] // 8))
    if found < expected:
        raise UnsupportedMedia("The picture ends too early")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and data of every chunk, IEND's too. Raises struct.error where the file ends before."""
    position, name = 8, b""
    while name != b"IEND":
        size, name = struct.unpack_from(">I4s", png, position)
        yield name, png[position + 8 : position + 8 + size]
        position += 12 + size
