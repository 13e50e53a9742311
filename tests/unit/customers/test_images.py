"""Pictures are judged by their bytes: the three kinds we take, and what only looks like one."""

import struct

import pytest

from chalicelib.customers import images
from chalicelib.kernel.failures import TooLarge, UnsupportedMedia
from tests.support.pictures import (
    JFIF,
    PNG_SIGNATURE,
    jpeg,
    jpeg_segment,
    png,
    png_chunk,
    png_header,
    webp,
    webp_chunk,
)

SCRIPT = b"<script>alert(1)</script>"
ZIP = b"PK\x05\x06" + bytes(18)


class TestInspect:
    @pytest.mark.parametrize(
        ("content", "content_type"),
        [(png(3, 2), "image/png"), (jpeg(3, 2), "image/jpeg"), (webp(3, 2), "image/webp")],
        ids=["png", "jpeg", "webp"],
    )
    def test_tells_kind_and_size(self, content, content_type):
        picture = images.inspect(content)
        assert (picture.content_type, picture.width, picture.height) == (content_type, 3, 2)

    def test_takes_metadata_that_is_only_that(self):
        assert images.inspect(png(extra=png_chunk(b"tEXt", b"Comment\0a cat"))).extension == "png"
        assert images.inspect(jpeg(extra=jpeg_segment(0xE1, b"Exif\0\0") + jpeg_segment(0xFE, b"a cat"))).extension == "jpg"
        assert images.inspect(webp(extra=webp_chunk(b"EXIF", b"Exif\0"))).extension == "webp"

    @pytest.mark.parametrize("content", [png(), jpeg(), webp()], ids=["png", "jpeg", "webp"])
    @pytest.mark.parametrize("tail", [SCRIPT, ZIP, b"\0", b"\n", png()], ids=["script", "zip", "nul", "newline", "png"])
    def test_refuses_what_follows_the_end(self, content, tail):
        with pytest.raises(UnsupportedMedia):
            images.inspect(content + tail)

    @pytest.mark.parametrize("foreign", [SCRIPT, ZIP, b"%PDF-1.7", b"<!DOCTYPE html>", b"<?php x"])
    def test_refuses_foreign_matter_in_metadata(self, foreign):
        for content in (
            png(extra=png_chunk(b"tEXt", b"Comment\0" + foreign)),
            jpeg(extra=jpeg_segment(0xFE, foreign)),
            jpeg(extra=jpeg_segment(0xE1, b"Exif\0\0" + foreign)),
            webp(extra=webp_chunk(b"XMP ", foreign)),
        ):
            with pytest.raises(UnsupportedMedia):
                images.inspect(content)

    def test_refuses_a_jpeg_whose_header_hides_a_script(self):
        hidden = jpeg_segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0" + b"*/=alert(1)/*" + bytes(100))
        with pytest.raises(UnsupportedMedia):
            images.inspect(jpeg(first=hidden))

    @pytest.mark.parametrize("content", [png(), jpeg(), webp(), webp(extra=webp_chunk(b"EXIF", b"x"))])
    def test_refuses_a_picture_cut_off_anywhere(self, content):
        for length in range(len(content)):
            with pytest.raises(UnsupportedMedia):
                images.inspect(content[:length])

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"GIF89a" + bytes(20),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"%PDF-1.7",
            PNG_SIGNATURE + SCRIPT,
            b"\xff\xd8\xff" + SCRIPT,
            b"RIFF" + struct.pack("<I", 4 + len(SCRIPT)) + b"WEBP" + SCRIPT,
            b" " + png(),
        ],
    )
    def test_refuses_what_is_no_picture(self, content):
        with pytest.raises(UnsupportedMedia):
            images.inspect(content)

    @pytest.mark.parametrize(
        "content",
        [
            PNG_SIGNATURE + png_header() + png_chunk(b"IEND", b""),
            PNG_SIGNATURE + png_chunk(b"IDAT", b"") + png_chunk(b"IEND", b""),
            PNG_SIGNATURE + png_header() + png_header() + png_chunk(b"IDAT", b"x") + png_chunk(b"IEND", b""),
            png().replace(b"IDAT", b"IDAX"),
            png()[:-5] + b"\0" + png()[-4:],
            PNG_SIGNATURE + png_header() + png_chunk(b"IDAT", b"x") + png_chunk(b"IEND", SCRIPT),
            jpeg().replace(jpeg_segment(0xDB, b"\0" + b"\1" * 64), jpeg_segment(0xF0, b"x")),
            b"\xff\xd8" + JFIF + b"\xff\xd9",
            webp(tail=b"").replace(b"VP8L", b"VP9L"),
        ],
        ids=["no data", "no header", "two headers", "checksum", "end", "end data", "marker", "no frame", "chunk"],
    )
    def test_refuses_a_broken_structure(self, content):
        with pytest.raises(UnsupportedMedia):
            images.inspect(content)

    def test_refuses_another_type_than_claimed(self):
        assert images.inspect(jpeg(), "image/JPG").extension == "jpg"
        for claimed in ("image/jpeg", "image/svg+xml", "text/html"):
            with pytest.raises(UnsupportedMedia):
                images.inspect(png(), claimed)

    def test_refuses_no_size_and_too_many_pixels(self):
        with pytest.raises(UnsupportedMedia):
            images.inspect(PNG_SIGNATURE + png_header(0, 1) + png_chunk(b"IDAT", b"x") + png_chunk(b"IEND", b""))
        for content in (jpeg(8_193, 1), webp(1, 8_193)):
            with pytest.raises(TooLarge):
                images.inspect(content)

    def test_takes_two_mebibytes_and_not_a_byte_more(self):
        room = images.MAXIMUM_BYTES - len(png())
        assert images.inspect(png(padding_bytes=room)).extension == "png"
        with pytest.raises(TooLarge):
            images.inspect(png(padding_bytes=room + 1))
