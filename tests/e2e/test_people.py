"""Sessions, profile and picture through the real gateway, with each function's permissions enforced."""

import base64
import urllib.request

import pytest

from local import codes
from tests.support.pictures import jpeg, png, seen


@pytest.fixture(scope="module")
def ada(stack):
    return stack.registered(locale="es")


def avatar(ada, content: bytes):
    return ada.api.post(f"/profile/{ada.user_id}/avatar", {"image": base64.b64encode(content).decode()})


class TestSession:
    @pytest.fixture
    def pair(self, stack, ada) -> dict:
        credentials = {"email": ada.email, "password": ada.person["password"]}
        return stack.api.call("POST", "/login", credentials).body

    def test_is_refused_alike_for_a_wrong_password_and_an_unknown_email(self, stack, ada):
        answers = [
            stack.api.call("POST", "/login", {"email": email, "password": "not the password"})
            for email in (ada.email, "nobody@example.com")
        ]
        assert [(answer.status, answer.code) for answer in answers] == [(401, "invalid_credentials")] * 2
        assert answers[0].body == answers[1].body

    def test_goes_on_with_each_token_once_and_the_one_just_used_once_more(self, stack, pair):
        def refresh(token: str):
            return stack.api.call("POST", "/api/v1/auth/refresh", {"refreshToken": token})

        first, again = refresh(pair["refreshToken"]), refresh(pair["refreshToken"])
        assert first.status == 200 and again.body["refreshToken"] == first.body["refreshToken"]
        newest = refresh(first.body["refreshToken"]).body["refreshToken"]
        for token in (pair["refreshToken"], newest):
            assert refresh(token).code == "invalid_refresh_token"

    def test_is_on_the_list_of_its_user_who_ends_the_others(self, stack, ada, pair):
        sessions = ada.api.get("/api/v1/auth/sessions").body["sessions"]
        other = next(each for each in sessions if not each["current"])
        assert ada.api.call("DELETE", f"/api/v1/auth/sessions/{other['sessionId']}").status == 200
        assert ada.api.call("DELETE", "/api/v1/auth/sessions").status == 200
        assert [each["current"] for each in ada.api.get("/api/v1/auth/sessions").body["sessions"]] == [True]
        assert stack.api.call("POST", "/refresh", {"refreshToken": pair["refreshToken"]}).status == 401

    def test_ends_with_logout(self, stack, ada, pair):
        assert ada.api.call("POST", "/logout", {"refreshToken": pair["refreshToken"]}).status == 200
        assert stack.api.call("POST", "/refresh", {"refreshToken": pair["refreshToken"]}).status == 401


class TestEmail:
    def test_is_changed_with_the_code_that_the_new_one_got(self, stack):
        bob = stack.registered()
        email, path = f"new.{bob.email}", "/api/v1/auth/email"
        challenge = bob.api.post(path, {"email": email}).expect(202)["challengeId"]
        confirmed = {"challengeId": challenge, "code": codes.mailed(stack.settings.emulator, email)}
        assert bob.api.post(f"{path}/confirm", confirmed).expect(200).body == {"email": email}
        password = bob.person["password"]
        found = [stack.api.call("POST", "/login", {"email": each, "password": password}).status for each in (bob.email, email)]
        assert found == [401, 200]


class TestProfile:
    def test_is_changed_and_mailed_in_the_customers_language(self, stack, ada):
        changed = ada.api.put(f"/profile/{ada.user_id}", {"direction": "Calle 1", "phoheNumber": "300 123 4567"})
        assert (changed.status, changed.body["address"], changed.body["locale"]) == (200, "Calle 1", "es")
        stack.settle()
        subjects = [mail.subject for mail in stack.mails(ada.email)]
        assert sum("perfil" in subject for subject in subjects) == 1


class TestAvatar:
    def test_is_shown_by_its_link(self, ada):
        for content, format in ((png(3, 2), "PNG"), (jpeg(3, 2), "JPEG")):
            stored = avatar(ada, content)
            assert stored.status == 201, stored.text
            for link in (stored.body["avatarUrl"], ada.api.get(f"/profile/{ada.user_id}").body["avatarUrl"]):
                with urllib.request.urlopen(link) as answer:
                    image = seen(answer.read())
                assert (image.format, image.size) == (format, (3, 2))

    def test_may_have_two_mebibytes(self, ada):
        room = 2 * 1024 * 1024 - len(png())
        assert avatar(ada, png(padding_bytes=room)).status == 201
        assert avatar(ada, png(padding_bytes=room + 1)).status == 413

    def test_is_one_thing_only(self, ada):
        stored = avatar(ada, png() + b"<script>x()</script>")
        with urllib.request.urlopen(stored.body["avatarUrl"]) as answer:
            assert b"script" not in answer.read()
