"""Stand-ins for what the platform calls: signing keys in memory, and clients that note what they are asked."""

import time

import pytest

from chalicelib.platform import settings, tokens, vault


@pytest.fixture(autouse=True)
def _an_account(monkeypatch):
    monkeypatch.setenv("BANK_STAGE", "local")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(settings, "_account", "000000000000")


@pytest.fixture(autouse=True)
def signing_keys(monkeypatch) -> dict[str, str]:
    keys = {"k1": "first-key-of-at-least-32-bytes-00"}
    monkeypatch.setattr(tokens, "_cached", tokens.SigningKeys("k1", keys, time.monotonic()))
    return keys


@pytest.fixture(autouse=True)
def secret_keys(monkeypatch) -> dict[str, bytes]:
    keys = {name: name.encode().ljust(32, b".") for name in vault.NAMES}
    monkeypatch.setattr(vault, "_cached", keys)
    return keys
