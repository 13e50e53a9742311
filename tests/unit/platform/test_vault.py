"""Keys and digests of the vault, beside another implementation of the same standard."""

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from chalicelib.platform import vault


class TestKey:
    def test_is_the_standards_expansion_of_the_secret_one(self, secret_keys):
        expected = HKDFExpand(SHA256(), length=32, info=b"mail").derive(secret_keys["codes"])
        assert vault.key("codes", "mail") == expected

    def test_differs_by_name_and_purpose(self):
        keys = {vault.key(name, purpose) for name in vault.NAMES for purpose in ("", "mail", "phone")}
        assert len(keys) == 9


class TestMac:
    def test_is_found_again_under_its_purpose_only(self):
        assert vault.mac("ssn", "123456789") == vault.mac("ssn", "123456789")
        assert vault.mac("ssn", "123456789") != vault.mac("document", "123456789")

    def test_is_keyed_by_the_secret(self, secret_keys):
        assert vault.mac("ssn", "1") == hmac.new(vault.key("mac", "ssn"), b"1", hashlib.sha256).hexdigest()
        before = vault.mac("ssn", "1")
        secret_keys["mac"] = bytes(32)
        assert vault.mac("ssn", "1") != before
