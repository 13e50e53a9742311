"""What a registration, a change of profile and an avatar look like on the wire."""

import base64
import hashlib
import json

import pytest

from chalicelib.customers import numbers
from chalicelib.customers.schemas import AvatarRequest, RegisterRequest, UpdateProfileRequest
from chalicelib.kernel.failures import InvalidRequest, TooLarge
from chalicelib.platform.schemas import read_body
from tests.support.pictures import png

ANA = {
    "name": "Ana",
    "lastName": "Díaz",
    "email": "Ana@Example.com",
    "password": "correct horse battery",
    "documentNumber": "CC 1.234.567-8",
}


def read(shape, members: dict):
    """As a route with a key reads it: the fingerprint is of the canonical form."""
    body = read_body(json.dumps(members).encode(), shape)
    body.canonical()
    return body


def refused(shape, members: dict) -> str:
    """The field that is named when it is refused."""
    with pytest.raises(InvalidRequest) as caught:
        read(shape, members)
    return caught.value.errors[0][0]


class TestRegisterRequest:
    def test_keeps_the_email_as_typed_and_scopes_keys_by_its_lower_case(self):
        body = read(RegisterRequest, ANA)
        assert (body.email, body.scope(), body.locale) == ("Ana@Example.com", "ana@example.com", "en")

    @pytest.mark.parametrize(
        "email",
        [
            "", "ana", "ana@", "@example.com", "ana@example", "a@b@example.com", "ana@exam ple.com", "ana @example.com",
            "ana@example.com\n", "ana\u0000@example.com", "ana@-example.com", "ana@example..com", "<ana@example.com>",
            "ana@example.com,b@example.com", "a" * 250 + "@example.com", "a" * 65 + "@example.com", "aña@example.com",
            "a..b@example.com", ".a@example.com", "a.@example.com", ".@example.com", '"a b"@example.com', "ana@ex\u00adample.com",
            "ana@\u212aexample.com", "ana@españa.es", "ana@[127.0.0.1]",
        ],
    )  # fmt: skip
    def test_refuses_what_is_no_email(self, email):
        assert refused(RegisterRequest, ANA | {"email": email}) == "email"

    @pytest.mark.parametrize(
        "email", ["a.b@example.com", "a.b.c+tag@x.co", "a" * 64 + "@example.com", "o'neill@xn--espaa-rta.es"]
    )
    def test_takes_what_is_one(self, email):
        assert read(RegisterRequest, ANA | {"email": email}).email == email

    @pytest.mark.parametrize("password", ["x" * 14, "kestrel moor 1", "kx7!vv9-qp" * 101, "", "é" * 8, "x" * 30])
    def test_refuses_passwords_of_another_length_and_those_guessed_first(self, password):
        assert refused(RegisterRequest, ANA | {"password": password}) == "password"

    @pytest.mark.parametrize("password", ["kestrel moor 12", "ñandú y colibrí", "kx7!vv9-qp" * 99 + "quiet moss"])
    def test_takes_15_to_1_000_characters(self, password):
        assert read(RegisterRequest, ANA | {"password": password}).password == password

    @pytest.mark.parametrize(
        ("members", "field"),
        [
            (ANA | {"role": "admin"}, "role"),
            (ANA | {"name": " Ana"}, "name"),
            (ANA | {"name": ""}, "name"),
            (ANA | {"name": "A\u0000"}, "name"),
            (ANA | {"name": "Ana\n"}, "name"),
            (ANA | {"documentNumber": "1\n"}, "documentNumber"),
            (ANA | {"lastName": 5}, "lastName"),
            (ANA | {"documentNumber": " - "}, "documentNumber"),
            (ANA | {"documentNumber": "-."}, "documentNumber"),
            (ANA | {"documentNumber": "\u200b"}, "documentNumber"),
            (ANA | {"documentNumber": "1\u202e2"}, "documentNumber"),
            (ANA | {"name": "\u200b"}, "name"),
            (ANA | {"name": "A\u202ena"}, "name"),
            (ANA | {"name": "http://evil.example"}, "name"),
            (ANA | {"lastName": "www.evil.example"}, "lastName"),
            (ANA | {"lastName": "ana@evil.example"}, "lastName"),
            (ANA | {"locale": "fr"}, "locale"),
            ({name: value for name, value in ANA.items() if name != "email"}, "email"),
        ],
    )
    def test_names_the_field_it_refuses(self, members, field):
        assert refused(RegisterRequest, members) == field

    def test_has_no_password_and_no_bare_hash_of_it_in_its_canonical_form(self):
        text = json.dumps(read(RegisterRequest, ANA).canonical())
        assert ANA["password"] not in text
        for algorithm in ("md5", "sha1", "sha256", "sha512"):
            assert hashlib.new(algorithm, ANA["password"].encode()).hexdigest() not in text

    def test_has_no_document_and_no_bare_hash_of_it_in_its_canonical_form(self):
        text = str(read(RegisterRequest, ANA).canonical())
        for known in (ANA["documentNumber"], numbers.key(ANA["documentNumber"])):
            assert known not in text and hashlib.sha256(known.encode()).hexdigest() not in text

    def test_tells_passwords_apart_in_its_canonical_form(self):
        one, other = (
            read(RegisterRequest, ANA | {"password": word}).canonical() for word in ("kestrel moor 12", "kestrel moor 13")
        )
        assert one != other and one == read(RegisterRequest, ANA | {"password": "kestrel moor 12"}).canonical()

    def test_salts_the_password_with_the_email(self):
        one, other = (read(RegisterRequest, ANA | {"email": email}).canonical() for email in ("a@x.org", "b@x.org"))
        assert one["password"] != other["password"]


class TestUpdateProfileRequest:
    def test_takes_the_older_spellings(self):
        body = read(UpdateProfileRequest, {"direction": "Calle 1", "phoheNumber": "+57 300 123 4567"})
        assert body.wanted() == {"address": "Calle 1", "phone_number": "+57 300 123 4567"}

    def test_wants_only_what_was_sent(self):
        assert read(UpdateProfileRequest, {"locale": "es"}).wanted() == {"locale": "es"}

    def test_refuses_nothing_at_all(self):
        with pytest.raises(InvalidRequest):
            read(UpdateProfileRequest, {}).wanted()

    @pytest.mark.parametrize(
        ("members", "field"),
        [
            ({"direction": "a", "address": "b"}, "direction"),
            ({"address": None}, "address"),
            ({"address": "x" * 201}, "address"),
            ({"address": "Calle\u202e 1"}, "address"),
            ({"direction": "\u2060"}, "address"),
            ({"phoneNumber": "call me"}, "phoneNumber"),
            ({"phoneNumber": "300 123 4567\n"}, "phoneNumber"),
            ({"phoneNumber": 3001234567}, "phoneNumber"),
            ({"locale": "EN"}, "locale"),
            ({"email": "new@example.com"}, "email"),
            ({"roles": ["admin"]}, "roles"),
        ],
    )
    def test_names_the_field_it_refuses(self, members, field):
        assert refused(UpdateProfileRequest, members) == field


class TestAvatarRequest:
    TEXT = base64.b64encode(png()).decode()

    @pytest.mark.parametrize("prefix", ["", "data:image/png;base64,", "DATA:image/PNG;charset=utf-8;BASE64,", "data:;base64,"])
    def test_reads_base64_and_data_urls(self, prefix):
        assert read(AvatarRequest, {"image": prefix + self.TEXT}).content() == png()

    @pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n", " "])
    def test_reads_base64_in_lines(self, prefix, line_end):
        lines = base64.encodebytes(png()).decode().replace("\n", line_end)
        assert lines.count(line_end) > 1
        assert read(AvatarRequest, {"image": prefix + lines}).content() == png()

    def test_reads_the_alphabet_of_urls(self):
        content = bytes(range(240, 256)) * 8
        text = base64.urlsafe_b64encode(content).decode()
        assert "-" in text and "_" in text
        assert read(AvatarRequest, {"image": text}).content() == content

    def test_is_the_same_request_however_it_is_spelt(self):
        spelt = (self.TEXT, "data:;base64," + self.TEXT, base64.encodebytes(png()).decode())
        plain, prefixed, lines = (AvatarRequest(image=text).canonical() for text in spelt)
        assert plain == prefixed == lines

    @pytest.mark.parametrize(
        "image",
        [
            "",
            "%%%",
            "abc",
            "data:image/png,abc",
            "data:image/png;base64",
            "data:image/png;base64,",
            " \r\n",
            "QUJD\u00a0QUJD",
            "ÿ",
            "data:",
        ],
    )
    def test_refuses_what_is_no_base64(self, image):
        with pytest.raises(InvalidRequest) as caught:
            read(AvatarRequest, {"image": image}).content()
        assert caught.value.errors[0][0] == "image"

    def test_refuses_too_much_before_decoding_it(self):
        with pytest.raises(TooLarge):
            AvatarRequest(image="A" * 2_796_208).content()

    def test_takes_two_mebibytes_in_lines(self):
        lines = base64.encodebytes(bytes(2 * 1024 * 1024)).decode().replace("\n", "\r\n")
        assert len(AvatarRequest(image=lines).content()) == 2 * 1024 * 1024
