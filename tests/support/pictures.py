"""Small pictures. A PNG is built from its parts, so that tests can spoil one part at a time; others as Pillow draws them."""

import io
import struct
import zlib

from PIL import Image

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_header(width: int = 1, height: int = 1) -> bytes:
    return png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def png_rows(width: int = 1, height: int = 1) -> bytes:
    return (b"\0" + b"\xff\0\0" * width) * height


def png(width: int = 1, height: int = 1, *, data: bytes | None = None, extra: bytes = b"", padding_bytes: int = 0) -> bytes:
    """Red. `data` stands for the image data; `extra` chunks come before it; `padding_bytes` makes it that much longer."""
    pixels = png_chunk(b"IDAT", zlib.compress(png_rows(width, height)) if data is None else data)
    padding = png_chunk(b"teST", bytes(padding_bytes - 12)) if padding_bytes else b""
    return PNG_SIGNATURE + png_header(width, height) + extra + padding + pixels + png_chunk(b"IEND", b"")


def jpeg(width: int = 1, height: int = 1, **options: object) -> bytes:
    return drawn(Image.new("RGB", (width, height), "red"), "JPEG", **options)


def webp(width: int = 1, height: int = 1, **options: object) -> bytes:
    return drawn(Image.new("RGB", (width, height), "red"), "WEBP", **options)


def drawn(image: Image.Image, format: str, **options: object) -> bytes:
    """An image as a file; `options` are Pillow's."""
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def seen(content: bytes) -> Image.Image:
    """What a file shows."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image
