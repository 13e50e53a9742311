"""What a picture is, and what is left of it: its pixels."""

import random
import struct
import zlib
from contextlib import suppress

import pytest
from PIL import ExifTags, Image, ImageCms, ImageFile

from chalicelib.customers import pictures
from chalicelib.kernel.failures import TooLarge, UnsupportedMedia
from tests.support.pictures import PNG_SIGNATURE, drawn, jpeg, png, png_chunk, png_header, png_rows, seen, webp

SCRIPT = b"<script>alert(1)</script>"
ZIP = b"PK\x05\x06" + bytes(18)
EACH = pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])


def noise(width: int = 64, height: int = 48) -> Image.Image:
    return Image.effect_noise((width, height), 60).convert("RGB")


def with_metadata(format: str) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "ACME Camera"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (40.0, 26.0, 46.0)
    options = {"exif": exif, "xmp": b"<x:xmpmeta>secret</x:xmpmeta>", "icc_profile": srgb(), "dpi": (300, 300)}
    if format == "PNG":
        from PIL.PngImagePlugin import PngInfo

        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Comment", "secret")
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", "secret", zip=True)
    if format == "JPEG":
        options["comment"] = b"secret"
    return drawn(noise(), format, **options)


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


class TestCleaned:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [(png(3, 2), ("png", "image/png")), (jpeg(3, 2), ("jpg", "image/jpeg")), (webp(3, 2), ("webp", "image/webp"))],
        ids=["png", "jpeg", "webp"],
    )
    def test_keeps_kind_size_and_colour(self, content, kind):
        picture = pictures.cleaned(content)
        assert (picture.extension, picture.content_type) == kind
        image = seen(picture.content)
        assert image.size == (3, 2)
        red, green, blue = image.getpixel((0, 0))
        assert red > 240 and green < 15 and blue < 15

    @EACH
    def test_strips_metadata(self, format):
        content = with_metadata(format)
        before, after = seen(content), seen(pictures.cleaned(content).content)
        assert before.getexif().get_ifd(ExifTags.IFD.GPSInfo) and b"ACME Camera" in content
        assert dict(after.getexif()) == {} and not {"icc_profile", "exif", "xmp", "comment", "Comment"} & set(after.info)
        for secret in (b"secret", b"ACME", b"xmpmeta", b"Exif", b"ICC"):
            assert secret not in pictures.cleaned(content).content

    @EACH
    @pytest.mark.parametrize("tail", [SCRIPT, ZIP, b"\0", png()], ids=["script", "zip", "nul", "png"])
    def test_leaves_out_what_follows_the_end(self, format, tail):
        content = drawn(noise(), format)
        assert pictures.cleaned(content + tail) == pictures.cleaned(content)

    @EACH
    def test_turns_the_picture_upright(self, format):
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6  # the camera's top is at the right
        image = Image.new("RGB", (40, 20), "blue")
        image.paste("red", (0, 0, 20, 20))
        upright = seen(pictures.cleaned(drawn(image, format, exif=exif)).content)
        assert upright.size == (20, 40)
        assert upright.getpixel((10, 5))[0] > 200 and upright.getpixel((10, 35))[2] > 200

    @pytest.mark.parametrize("format", ["PNG", "WEBP"])
    def test_shows_the_first_frame_of_a_moving_picture(self, format):
        frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
        moving = drawn(frames[0], format, save_all=True, append_images=frames[1:], duration=100)
        assert seen(moving).n_frames == 3
        still = seen(pictures.cleaned(moving).content)
        assert getattr(still, "n_frames", 1) == 1 and still.getpixel((4, 4))[0] > 240

    def test_shows_the_first_picture_of_a_cameras_two(self):
        second = {"save_all": True, "append_images": [Image.new("RGB", (8, 8), "blue")]}
        picture = pictures.cleaned(drawn(Image.new("RGB", (8, 8), "red"), "MPO", **second))
        assert (picture.content_type, seen(picture.content).format) == ("image/jpeg", "JPEG")
        assert seen(picture.content).getpixel((4, 4))[0] > 240

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
    def test_takes_every_kind_of_pixel(self, mode):
        image = Image.linear_gradient("L").resize((16, 16))
        image = image.convert("I").point(lambda grey: grey * 256).convert(mode) if mode == "I;16" else image.convert(mode)
        grey = seen(pictures.cleaned(drawn(image, "JPEG" if mode == "CMYK" else "PNG")).content).convert("L")
        assert grey.getpixel((8, 1)) < 40 and grey.getpixel((8, 14)) > 200

    def test_keeps_what_shines_through(self):
        image = seen(pictures.cleaned(drawn(Image.new("RGBA", (4, 4), (255, 0, 0, 100)), "PNG")).content)
        assert image.getpixel((0, 0)) == (255, 0, 0, 100)

    @pytest.mark.parametrize("mode", ["RGB", "RGBA"])
    def test_turns_the_colours_of_a_profile_into_srgb(self, mode):
        swapped = srgb().replace(b"rXYZ", b"kept").replace(b"bXYZ", b"rXYZ").replace(b"kept", b"bXYZ")
        image = drawn(Image.new("RGB", (4, 4), "red").convert(mode), "PNG", icc_profile=swapped)
        shown = seen(pictures.cleaned(image).content)
        red, _, blue, *_ = shown.getpixel((0, 0))
        assert shown.mode == mode and red < 15 and blue > 240

    @pytest.mark.parametrize("profile", [b"nonsense", srgb()[:200], b"\0" * 128], ids=["text", "cut", "nothing"])
    def test_leaves_a_broken_profile_aside(self, profile):
        assert seen(pictures.cleaned(jpeg(icc_profile=profile)).content).getpixel((0, 0))[0] > 240

    def test_shows_no_more_than_1024_pixels_a_side(self):
        assert seen(pictures.cleaned(drawn(Image.new("L", (4_096, 2_048)), "JPEG")).content).size == (1_024, 512)
        assert seen(pictures.cleaned(drawn(Image.new("L", (1_024, 10)), "JPEG")).content).size == (1_024, 10)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"not compressed",
            zlib.compress(b""),
            zlib.compress(png_rows(4, 1)),
            zlib.compress(png_rows(4, 4)[:-1]),
            zlib.compress(png_rows(4, 4))[:-6],
            zlib.compress(png_rows(4, 4))[:-4] + b"abcd",
        ],
        ids=["empty", "broken", "no row", "one row of four", "one byte short", "cut off", "checksum"],
    )
    def test_refuses_a_png_with_empty_broken_or_short_data(self, data):
        with pytest.raises(UnsupportedMedia):
            pictures.cleaned(png(4, 4, data=data))

    def test_refuses_a_png_without_data(self):
        with pytest.raises(UnsupportedMedia):
            pictures.cleaned(PNG_SIGNATURE + png_header() + png_chunk(b"IEND", b""))

    @pytest.mark.parametrize("size", [(1, 1), (3, 2), (8, 8), (9, 17), (64, 5)])
    @pytest.mark.parametrize(("colour", "depth", "bits"), [(0, 1, 1), (2, 8, 24), (3, 4, 4), (4, 8, 16), (6, 16, 64)])
    def test_counts_the_rows_of_an_interlaced_png(self, size, colour, depth, bits):
        width, height = size
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        rows = b"".join(
            b"\0" + bytes((len(columns) * bits + 7) // 8)
            for x, y, across, down in passes
            if (columns := range(x, width, across))
            for _ in range(y, height, down)
        )
        header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 1))
        palette = png_chunk(b"PLTE", bytes(48)) if colour == 3 else b""

        def interlaced(data: bytes) -> bytes:
            pixels = png_chunk(b"IDAT", zlib.compress(data))
            return PNG_SIGNATURE + header + palette + pixels + png_chunk(b"IEND", b"")

        assert seen(pictures.cleaned(interlaced(rows)).content).size == size
        with pytest.raises(UnsupportedMedia):
            pictures.cleaned(interlaced(rows[:-1]))

    @EACH
    def test_refuses_a_picture_cut_off(self, format):
        content = drawn(noise(), format)
        for length in range(0, len(content) - 4, 97):
            with pytest.raises(UnsupportedMedia):
                pictures.cleaned(content[:length])

    @EACH
    def test_takes_or_refuses_whatever_comes_and_never_stumbles(self, format):
        chance = random.Random(7)
        content = with_metadata(format)
        for _ in range(150):
            spoiled = bytearray(content)
            for _ in range(chance.randint(1, 8)):
                spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
            with suppress(UnsupportedMedia, TooLarge):
                pictures.cleaned(bytes(spoiled))

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"GIF89a" + bytes(20),
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"%PDF-1.7",
            PNG_SIGNATURE + SCRIPT,
            b"\xff\xd8\xff" + SCRIPT,
            b"RIFF" + struct.pack("<I", 4 + len(SCRIPT)) + b"WEBP" + SCRIPT,
            b" " + png(),
        ],
    )
    def test_refuses_what_is_no_picture_we_take(self, content):
        with pytest.raises(UnsupportedMedia):
            pictures.cleaned(content)

    @pytest.mark.parametrize("format", ["GIF", "TIFF", "BMP", "PPM", "ICO", "JPEG2000"])
    def test_lets_no_other_reader_near(self, format):
        with pytest.raises(UnsupportedMedia, match="Only PNG, JPEG and WebP"):
            pictures.cleaned(drawn(noise(), format))

    def test_refuses_another_type_than_claimed(self):
        assert pictures.cleaned(jpeg(), "image/JPG").extension == "jpg"
        for claimed in ("image/jpeg", "image/svg+xml", "text/html"):
            with pytest.raises(UnsupportedMedia):
                pictures.cleaned(png(), claimed)

    def test_refuses_no_size(self):
        with pytest.raises(UnsupportedMedia):
            pictures.cleaned(png(0, 1))

    def test_refuses_too_many_pixels_before_it_decodes_them(self, monkeypatch):
        flat = drawn(Image.new("RGB", (8_192, 8_192), "red"), "PNG")
        assert len(flat) < 220_000
        monkeypatch.setattr(ImageFile.ImageFile, "load", None)
        for content in (flat, png(8_192, 8_192, data=b""), png(4_096, 4_097, data=b""), png(60_000, 60_000, data=b"")):
            with pytest.raises(TooLarge):
                pictures.cleaned(content)

    def test_takes_as_many_pixels_as_it_says(self):
        assert seen(pictures.cleaned(drawn(Image.new("1", (4_096, 4_096)), "PNG")).content).size == (1_024, 1_024)

    def test_refuses_metadata_that_unpacks_to_too_much(self):
        bomb = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000)))
        with pytest.raises(UnsupportedMedia):
            pictures.cleaned(png(extra=bomb))

    def test_takes_two_mebibytes_and_not_a_byte_more(self):
        room = pictures.MAXIMUM_BYTES - len(png())
        assert pictures.cleaned(png(padding_bytes=room)).extension == "png"
        with pytest.raises(TooLarge):
            pictures.cleaned(png(padding_bytes=room + 1))
