"""People with an account of ours: register, log in, and call the API with the very token they were given."""

import uuid
from dataclasses import dataclass, field

from chalicelib.identity import totp
from chalicelib.identity.queries import find_code
from chalicelib.kernel import clock
from tests.support.api import Answer, call

PASSWORD = "correct horse battery"


@dataclass
class Person:
    """Somebody new each time; `token` is their access token once they have logged in."""

    email: str = field(default_factory=lambda: f"Ana.{uuid.uuid4().hex}@Example.com")
    password: str = PASSWORD
    document: str = field(default_factory=lambda: uuid.uuid4().hex.upper())
    user_id: str = ""
    token: str | None = None
    refresh_token: str = ""
    challenge_id: str = ""

    @property
    def registration(self) -> dict[str, str]:
        return {
            "name": "Ana",
            "lastName": "Díaz",
            "email": self.email,
            "password": self.password,
            "documentNumber": self.document,
        }

    def register(self, key: str | None = None) -> Answer:
        answer = call("POST", "/register", self.registration, key=key)
        self.user_id, self.challenge_id = answer.body.get("userId", ""), answer.body.get("challengeId", "")
        return answer

    def log_in(self, password: str | None = None) -> Answer:
        answer = call("POST", "/login", {"email": self.email, "password": password or self.password})
        if answer.status == 200:
            self.token, self.refresh_token = answer["accessToken"], answer["refreshToken"]
        return answer

    def verify(self) -> Answer:
        """Confirms the email with the code of the welcome mail."""
        return self.call("POST", "/api/v1/auth/verify", {"challengeId": self.challenge_id, "code": sent_code(self.challenge_id)})

    def enrol(self) -> "App":
        """An authenticator app, confirmed with the code of a step that is over, so that the present one is unused."""
        begun = self.call("POST", "/api/v1/auth/mfa/totp")
        app = App(begun["factorId"], totp.from_text(begun["secret"]))
        confirmed = self.call("POST", f"/api/v1/auth/mfa/totp/{app.factor_id}/confirm", {"code": app.code(-1)})
        assert (begun.status, confirmed.status) == (201, 200)
        return app

    def call(self, method: str, path: str, body: object = None, key: str | None = None) -> Answer:
        return call(method, path, body, token=self.token, key=key)


@dataclass(frozen=True)
class App:
    """An authenticator app."""

    factor_id: str
    secret: bytes

    def code(self, steps: int = 0) -> str:
        """The present code, or that of so many steps from now."""
        return totp.code_at(self.secret, totp.step_of(clock.now()) + steps)

    def wrong_code(self) -> str:
        near = {self.code(steps) for steps in range(-3, 4)}
        return next(code for code in map("{:06d}".format, range(10)) if code not in near)


def sent_code(challenge_id: str) -> str:
    """The code that the message of a challenge tells."""
    return str(find_code(challenge_id, clock.now()).data["code"])


def wrong_code(challenge_id: str) -> str:
    return f"{(int(sent_code(challenge_id)) + 1) % 10**6:06d}"


def proven() -> Person:
    """Registered, logged in, with a confirmed email."""
    person = someone()
    assert person.verify().status == 200
    return person


def someone() -> Person:
    """Registered and logged in."""
    person = Person()
    assert person.register().status == 201
    assert person.log_in().status == 200
    return person
