"""Small pictures, valid to the last byte, built from their parts so that tests can spoil one part at a time."""

import struct
import zlib

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_header(width: int = 1, height: int = 1) -> bytes:
    return png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def png(width: int = 1, height: int = 1, *, extra: bytes = b"", padding_bytes: int = 0) -> bytes:
    """`extra` chunks come before the image data; `padding_bytes` makes the file that much longer, still valid."""
    rows = (b"\0" + b"\xff\0\0" * width) * height
    pixels = png_chunk(b"IDAT", zlib.compress(rows))
    padding = png_chunk(b"teST", bytes(padding_bytes - 12)) if padding_bytes else b""
    return PNG_SIGNATURE + png_header(width, height) + extra + padding + pixels + png_chunk(b"IEND", b"")


def jpeg_segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


JFIF = jpeg_segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")


def jpeg(width: int = 1, height: int = 1, *, first: bytes = JFIF, extra: bytes = b"") -> bytes:
    tables = jpeg_segment(0xDB, b"\0" + b"\1" * 64) + jpeg_segment(0xC4, b"\0" + b"\0" * 15 + b"\1\0")
    frame = jpeg_segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
    scan = jpeg_segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
    return b"\xff\xd8" + first + extra + tables + frame + scan + b"\xff\xd9"


def webp_chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def webp(width: int = 1, height: int = 1, *, extra: bytes = b"", tail: bytes = b"") -> bytes:
    """Lossless; with `extra` chunks an extended file around it."""
    pixels = webp_chunk(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\x88\x88\x08")
    head = b""
    if extra:
        head = webp_chunk(b"VP8X", bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"))
    body = b"WEBP" + head + pixels + extra
    return b"RIFF" + struct.pack("<I", len(body)) + body + tail
