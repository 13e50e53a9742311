"""Avatars: what is taken, where it goes, what becomes of the one before."""

import base64
import urllib.error
import urllib.request
import zlib

import pytest
from botocore.exceptions import ClientError
from PIL import ExifTags, Image

from chalicelib.customers import store
from chalicelib.platform import settings
from chalicelib.platform.clients import client
from tests.support.people import Person, someone
from tests.support.pictures import drawn, jpeg, png, png_rows, seen, webp

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def ana() -> Person:
    return someone()


def text(content: bytes, prefix: str = "") -> dict[str, str]:
    return {"image": prefix + base64.b64encode(content).decode()}


def upload(person: Person, body: object, key: str | None = None):
    return person.call("POST", f"/profile/{person.user_id}/avatar", body, key)


def fetch(url: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(url) as answer:
        return answer.read(), answer.headers["Content-Type"]


def kind(url: str) -> str:
    return seen(fetch(url)[0]).format


def names(person: Person) -> list[str]:
    """The pictures of a person in the bucket."""
    listed = client("s3").list_objects_v2(Bucket=settings.bucket_name("avatars"), Prefix=person.user_id)
    return [each["Key"] for each in listed.get("Contents", ())]


class TestUpload:
    @pytest.mark.parametrize(
        ("content", "content_type", "extension"),
        [(png(3, 2), "image/png", "png"), (jpeg(3, 2), "image/jpeg", "jpg"), (webp(3, 2), "image/webp", "webp")],
        ids=["png", "jpeg", "webp"],
    )
    def test_keeps_the_picture_with_its_true_type(self, ana, content, content_type, extension):
        answer = upload(ana, text(content))
        assert answer.status == 201 and set(answer.body) == {"avatarUrl"}
        kept, served_type = fetch(answer["avatarUrl"])
        assert served_type == content_type and seen(kept).size == (3, 2)
        (name,) = names(ana)
        assert name.startswith(f"{ana.user_id}/") and name.endswith(f".{extension}")

    def test_serves_no_position_of_a_camera_and_nothing_behind_the_end(self, ana):
        exif = Image.Exif()
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (40.0, 26.0, 46.0)
        content = jpeg(exif=exif)
        assert seen(content).getexif().get_ifd(ExifTags.IFD.GPSInfo)
        served, _ = fetch(upload(ana, text(content + b"<script>x()</script>"))["avatarUrl"])
        assert dict(seen(served).getexif()) == {} and b"script" not in served

    def test_takes_base64_as_it_is_printed(self, ana):
        assert upload(ana, {"image": base64.encodebytes(png()).decode()}).status == 201

    @pytest.mark.parametrize("prefix", ["data:image/png;base64,", "data:;base64,"])
    def test_takes_a_data_url(self, ana, prefix):
        assert upload(ana, text(png(), prefix)).status == 201

    def test_shows_it_in_the_profile_by_a_link_signed_at_each_reading(self, ana):
        upload(ana, text(png()))
        assert kind(ana.call("GET", f"/profile/{ana.user_id}")["avatarUrl"]) == "PNG"
        assert "X-Amz-Expires=3600" in ana.call("GET", f"/profile/{ana.user_id}")["avatarUrl"]

    def test_removes_the_one_before(self, ana):
        first = upload(ana, text(png()))["avatarUrl"]
        second = upload(ana, text(jpeg()))["avatarUrl"]
        assert len(names(ana)) == 1 and kind(second) == "JPEG"
        with pytest.raises(urllib.error.HTTPError):
            fetch(first)

    def test_takes_two_mebibytes_and_not_a_byte_more(self, ana):
        room = 2 * 1024 * 1024 - len(png())
        assert upload(ana, text(png(padding_bytes=room))).status == 201
        answer = upload(ana, text(png(padding_bytes=room + 1)))
        assert (answer.status, answer["code"]) == (413, "payload_too_large")

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (text(b"GIF89a" + bytes(30)), 415),
            (text(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"), 415),
            (text(png(data=b"")), 415),
            (text(png(data=b"broken")), 415),
            (text(png(4, 4, data=zlib.compress(png_rows(4, 1)))), 415),
            (text(png()[:-12]), 415),
            (text(png(), "data:image/jpeg;base64,"), 415),
            (text(png(), "data:text/html;base64,"), 415),
            (text(bytes(2 * 1024 * 1024 + 1)), 413),
            (text(png(9_000, 9_000)), 413),
            ({"image": "A" * 4_000_000}, 413),
            ({"image": "not base64!"}, 400),
            ({"image": ""}, 400),
            ({"image": "data:image/png,plain"}, 400),
            ({"image": 5}, 400),
            ({}, 400),
            ({**text(png()), "name": "../../etc/passwd"}, 400),
        ],
    )
    def test_refuses_everything_else_and_keeps_what_was(self, ana, body, status):
        upload(ana, text(webp()))
        kept = names(ana)
        assert upload(ana, body).status == status
        assert names(ana) == kept

    def test_refuses_many_pixels_that_weigh_little(self, ana):
        assert upload(ana, text(drawn(Image.new("RGB", (8_192, 8_192), "red"), "PNG"))).status == 413

    def test_leaves_no_picture_behind_when_the_profile_cannot_take_it(self, ana, monkeypatch):
        from chalicelib.customers.errors import UnknownCustomer
        from chalicelib.customers.operations import set_avatar

        def vanished(*_):
            raise UnknownCustomer

        monkeypatch.setattr(set_avatar, "_show", vanished)
        assert upload(ana, text(png())).status == 404
        assert names(ana) == []

    @pytest.mark.parametrize("key", ["k", None])
    def test_keeps_the_picture_when_the_answer_that_shows_it_got_lost(self, ana, lose_an_answer, key):
        upload(ana, text(png()))
        lose_an_answer()
        answer = upload(ana, text(jpeg()), key)
        assert answer.status == 201 and not answer.replayed
        assert kind(answer["avatarUrl"]) == "JPEG" and len(names(ana)) == 1
        assert kind(ana.call("GET", f"/profile/{ana.user_id}")["avatarUrl"]) == "JPEG"

    def test_stands_although_the_one_before_cannot_be_removed(self, ana, monkeypatch):
        upload(ana, text(png()))

        def failing(**_):
            raise ClientError({"Error": {"Code": "SlowDown"}}, "DeleteObject")

        monkeypatch.setattr(store.client("s3"), "delete_object", failing)
        answer = upload(ana, text(jpeg()))
        assert answer.status == 201 and kind(answer["avatarUrl"]) == "JPEG"


class TestKey:
    def test_gives_the_first_answer_again(self, ana):
        first, again = upload(ana, text(png()), "k"), upload(ana, text(png(), "data:;base64,"), "k")
        assert again.replayed and again.body == first.body and len(names(ana)) == 1

    def test_refuses_another_picture(self, ana):
        upload(ana, text(png()), "k")
        answer = upload(ana, text(jpeg()), "k")
        assert (answer.status, answer["code"]) == (422, "idempotency_key_reused")
        assert len(names(ana)) == 1
