"""A vault that needs no AWS: a key of its own, ciphertexts that say their context."""

import pytest

from chalicelib.platform import vault


@pytest.fixture(autouse=True)
def _a_vault(monkeypatch):
    monkeypatch.setattr(vault, "_cached", {"mac": bytes(32)})
    monkeypatch.setattr(vault, "encrypt", lambda plain, context: f"sealed {sorted(context.items())}")
