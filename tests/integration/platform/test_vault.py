"""What KMS and the secret do for the vault, on the emulator."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.platform import vault
from chalicelib.platform.clients import client

pytestmark = pytest.mark.usefixtures("emulator")
ANAS = {"customer": "ana", "field": "ssn"}


class TestEncrypt:
    def test_keeps_what_can_be_read_again(self):
        kept = vault.encrypt("219-09-9999 é", ANAS)
        assert "219" not in kept and kept.isascii()
        assert vault.decrypt(kept, ANAS) == "219-09-9999 é"

    def test_never_keeps_the_same_twice_alike(self):
        assert vault.encrypt("1", ANAS) != vault.encrypt("1", ANAS)

    @pytest.mark.parametrize("context", [{**ANAS, "customer": "bob"}, {**ANAS, "field": "documentNumber"}, {}])
    def test_is_read_under_its_own_context_only(self, context):
        kept = vault.encrypt("219-09-9999", ANAS)
        with pytest.raises(client("kms").exceptions.InvalidCiphertextException):
            vault.decrypt(kept, context)


class TestSecretKeys:
    def test_are_read_once_a_process(self, monkeypatch):
        asked = []
        client("secretsmanager").meta.events.register_first("before-call", lambda **_: asked.append(1))
        vault.forget_keys()
        assert len({vault.key(name) for name in vault.NAMES}) == 3
        vault.mac("ssn", "1")
        assert len(asked) == 1

    def test_have_no_default_to_fall_back_on(self, fresh_emulator):
        name = fresh_emulator.place.name("secret", vault.SECRET)
        fresh_emulator.clients("secretsmanager").delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        with pytest.raises(ClientError):
            vault.mac("ssn", "1")


class TestTheKey:
    def test_turns_over_by_itself(self, fresh_emulator):
        kms, alias = fresh_emulator.clients("kms"), f"alias/{fresh_emulator.place.name('key', vault.KEY)}"
        described = kms.describe_key(KeyId=alias)["KeyMetadata"]
        assert kms.get_key_rotation_status(KeyId=described["KeyId"])["KeyRotationEnabled"] is True
