"""What a request is known again by lies in a table for a month: nothing in it can be guessed back to a password or a personal number."""

import hashlib
import json

import pytest

import app  # noqa: F401  # registers every route
from chalicelib.platform import vault
from chalicelib.platform.http import ENDPOINTS
from chalicelib.platform.schemas import read_body
from chalicelib.platform.shapes import Components

SECRET = {"password", "newPassword", "ssn", "documentNumber"}


def _example(shape: type) -> dict:
    components = Components()
    whole = components.example({"$ref": components.add(shape)})
    return {name: value for name, value in whole.items() if name != "content"}  # a file comes with its request or after it


KEPT = {each.body: _example(each.body) for each in ENDPOINTS if each.keys and each.body}
WITH_SECRETS = [shape for shape, example in KEPT.items() if SECRET & set(example)]


def test_some_bodies_have_secrets():
    assert {"RegisterRequest", "RegisterUserRequest", "NewStaffRequest", "ProfileRequest", "DocumentRequest"} == {
        shape.__name__ for shape in WITH_SECRETS
    }


@pytest.mark.parametrize("shape", WITH_SECRETS, ids=lambda shape: shape.__name__)
def test_no_fingerprint_covers_a_secret_that_can_be_tried(shape, monkeypatch):
    monkeypatch.setattr(vault, "_cached", {"mac": bytes(32)})
    example = KEPT[shape]
    body = read_body(json.dumps(example).encode(), shape)
    text = json.dumps(body.canonical())
    for secret in (example[name] for name in SECRET & set(example)):
        assert secret not in text and hashlib.sha256(secret.encode()).hexdigest() not in text
    monkeypatch.setattr(vault, "_cached", {"mac": b"o" * 32})
    assert json.dumps(body.canonical()) != text
