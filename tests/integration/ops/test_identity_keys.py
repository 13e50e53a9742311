"""The keys behind digests are made where they lie, once, and what is there is never replaced."""

import base64

import pytest

from chalicelib.platform.vault import NAMES, SECRET
from ops import identity_keys
from ops.signing_keys import read


@pytest.fixture
def bank(fresh_emulator):
    """A stage as Terraform leaves it: the secret is there and empty."""
    manager, name = fresh_emulator.clients("secretsmanager"), fresh_emulator.place.name("secret", SECRET)
    manager.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    manager.create_secret(Name=name)
    return fresh_emulator


class TestFill:
    def test_makes_all_of_them_and_leaves_them_alone_after(self, bank):
        assert identity_keys.fill(bank.clients, bank.place) == sorted(NAMES)
        first = read(bank.clients, bank.place, SECRET)
        assert {len(base64.b64decode(key)) for key in first.values()} == {32} and len(set(first.values())) == 3
        assert identity_keys.fill(bank.clients, bank.place) == []
        assert read(bank.clients, bank.place, SECRET) == first

    def test_adds_the_one_that_is_missing(self, bank):
        identity_keys.fill(bank.clients, bank.place)
        name, manager = bank.place.name("secret", SECRET), bank.clients("secretsmanager")
        manager.put_secret_value(SecretId=name, SecretString='{"mac": "a2V5"}')
        assert identity_keys.fill(bank.clients, bank.place) == ["codes", "pepper"]
        assert read(bank.clients, bank.place, SECRET)["mac"] == "a2V5"


class TestCommand:
    def test_prints_names_and_no_key(self, bank, monkeypatch, capsys):
        monkeypatch.setattr(identity_keys, "clients_of_the_bank", lambda: (bank.clients, bank.place))
        assert identity_keys.main() == 0
        said = capsys.readouterr()
        assert "codes, mac, pepper" in said.out
        assert not any(key in said.out + said.err for key in read(bank.clients, bank.place, SECRET).values())

    def test_tells_when_there_is_no_secret(self, bank, monkeypatch, capsys):
        bank.clients("secretsmanager").delete_secret(SecretId=bank.place.name("secret", SECRET), ForceDeleteWithoutRecovery=True)
        monkeypatch.setattr(identity_keys, "clients_of_the_bank", lambda: (bank.clients, bank.place))
        assert identity_keys.main() == 1
        assert "terraform apply makes it" in capsys.readouterr().err
