"""People with an account of ours: register, log in, and call the API with the very token they were given."""

import uuid
from dataclasses import dataclass, field

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
        self.user_id = answer.body.get("userId", "")
        return answer

    def log_in(self, password: str | None = None) -> Answer:
        answer = call("POST", "/login", {"email": self.email, "password": password or self.password})
        if answer.status == 200:
            self.token, self.refresh_token = answer["accessToken"], answer["refreshToken"]
        return answer

    def call(self, method: str, path: str, body: object = None, key: str | None = None) -> Answer:
        return call(method, path, body, token=self.token, key=key)


def someone() -> Person:
    """Registered and logged in."""
    person = Person()
    assert person.register().status == 201
    assert person.log_in().status == 200
    return person
