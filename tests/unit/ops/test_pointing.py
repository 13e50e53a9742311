"""Which bank a command works on."""

import json

import boto3
import pytest

from ops import pointing
from ops.pointing import NoBank, clients_of_the_bank, local_bank
from release.declaration import Place

STACK = {"aws_endpoint_url": "http://127.0.0.1:1", "aws_access_key_id": "AKIA1", "aws_secret_access_key": "secret"}


class TestLocalBank:
    @pytest.fixture
    def folder(self, tmp_path, monkeypatch):
        monkeypatch.setenv("BANK_LOCAL_DIR", str(tmp_path))
        return tmp_path

    def test_is_none_where_no_bank_was_started(self, folder):
        with pytest.raises(NoBank, match="make up"):
            local_bank()

    def test_is_none_where_it_died(self, folder):
        (folder / "stack.json").write_text(json.dumps(STACK))
        with pytest.raises(NoBank):
            local_bank()


class TestAStageOnAws:
    def test_is_looked_into_as_who_the_environment_says(self, monkeypatch):
        class Sts:
            def get_caller_identity(self) -> dict:
                return {"Account": "123456789012"}

        monkeypatch.setenv("BANK_STAGE", "staging")
        monkeypatch.setattr(pointing.boto3, "Session", lambda: boto3.session.Session(region_name="eu-west-1"))
        monkeypatch.setattr(boto3.session.Session, "client", lambda self, service, **options: Sts())
        clients, place = clients_of_the_bank()
        assert clients.endpoint is None
        assert place == Place("staging", "123456789012", "eu-west-1")
