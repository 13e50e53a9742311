"""Customers of a running bank: registered, signed in, and unlike any other."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from local.client import Api


@dataclass(frozen=True)
class Customer:
    """A registered person and the API as they call it."""

    api: Api
    person: Mapping[str, str]
    user_id: str
    challenge_id: str  # of the code in the welcome mail

    @property
    def email(self) -> str:
        return self.person["email"]


def registered(api: Api, **fields: str) -> Customer:
    """A new customer with an email and a document number nobody else has, signed in; `fields` of the request as wanted."""
    unique = uuid.uuid4().hex
    person = {
        "name": "Ada",
        "lastName": "Lovelace",
        "email": f"{unique}@example.com",
        "password": f"correct horse {unique[:8]}",
        "documentNumber": unique[:20].upper(),
        **fields,
    }
    answer = api.post("/register", person).expect(201)
    return Customer(api.as_user(person["email"], person["password"]), person, answer["userId"], answer["challengeId"])
