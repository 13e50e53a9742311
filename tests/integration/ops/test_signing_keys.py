"""Signing keys are made where they lie: the first once, another beside it, the old ones taken out, none ever printed."""

import pytest

from ops import signing_keys
from ops.signing_keys import SECRET, read, turn


@pytest.fixture
def bank(fresh_emulator):
    """A stage as Terraform leaves it: the secret is there and empty."""
    manager, name = fresh_emulator.clients("secretsmanager"), fresh_emulator.place.name("secret", SECRET)
    manager.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    manager.create_secret(Name=name)
    return fresh_emulator


class TestTurn:
    def test_makes_the_first_key_and_leaves_it_alone_after(self, bank):
        assert read(bank.clients, bank.place) is None
        first, changed = turn(bank.clients, bank.place)
        assert changed and list(first["keys"]) == [first["current"]] and len(first["keys"][first["current"]]) == 64
        assert turn(bank.clients, bank.place) == (first, False)

    def test_rotates_without_ending_what_was_signed_before(self, bank):
        first, _ = turn(bank.clients, bank.place)
        second, _ = turn(bank.clients, bank.place, rotate=True)
        assert second["current"] != first["current"]
        assert second["keys"][first["current"]] == first["keys"][first["current"]]
        assert read(bank.clients, bank.place) == second

    def test_retires_all_but_the_one_that_signs(self, bank):
        turn(bank.clients, bank.place)
        second, _ = turn(bank.clients, bank.place, rotate=True)
        third, changed = turn(bank.clients, bank.place, retire=True)
        assert changed and third == {"current": second["current"], "keys": {second["current"]: second["keys"][second["current"]]}}
        assert turn(bank.clients, bank.place, retire=True) == (third, False)


class TestCommand:
    def test_prints_ids_and_no_key(self, bank, monkeypatch, capsys):
        monkeypatch.setattr(signing_keys, "clients_of_the_bank", lambda: (bank.clients, bank.place))
        assert signing_keys.main(["--rotate"]) == 0
        keys, said = read(bank.clients, bank.place), capsys.readouterr()
        assert keys["current"] in said.out
        assert keys["keys"][keys["current"]] not in said.out + said.err

    def test_tells_when_there_is_no_secret(self, bank, monkeypatch, capsys):
        bank.clients("secretsmanager").delete_secret(SecretId=bank.place.name("secret", SECRET), ForceDeleteWithoutRecovery=True)
        monkeypatch.setattr(signing_keys, "clients_of_the_bank", lambda: (bank.clients, bank.place))
        assert signing_keys.main([]) == 1
        assert "terraform apply makes it" in capsys.readouterr().err
