"""The ledger on a DynamoDB in memory that passes the emulator's contract."""

import pytest

from chalicelib.platform import dynamo, settings
from tests.support.fake_dynamodb import FakeDynamoDB


@pytest.fixture
def database(monkeypatch) -> FakeDynamoDB:
    monkeypatch.setenv("BANK_STAGE", "local")
    monkeypatch.setattr(settings, "_account", "000000000000")
    fake = FakeDynamoDB()
    monkeypatch.setattr(dynamo, "client", lambda service: fake)
    return fake
