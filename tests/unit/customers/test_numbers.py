"""Personal numbers: what two spellings have in common, and how much of one may be shown."""

import pytest

from chalicelib.customers import numbers


class TestKey:
    def test_ignores_how_the_number_is_set(self):
        assert {numbers.key(text) for text in ("cc 1.234.567-8", "CC12345678", "Cc 1234567 8")} == {"CC12345678"}

    @pytest.mark.parametrize("kept", ["CC12345678", "1020304050", "AL1815"])
    def test_is_what_the_older_rule_kept_for_letters_and_digits(self, kept):
        assert numbers.key(kept) == kept

    def test_of_nothing_but_signs_is_refused(self):
        with pytest.raises(ValueError):
            numbers.key("\u200b-")


class TestSeal:
    def test_binds_the_number_to_its_customer_and_field(self):
        assert numbers.seal("ssn", "219-09-9998", "ana").ciphertext == "sealed [('customer', 'ana'), ('field', 'ssn')]"

    @pytest.mark.parametrize(
        ("number", "shown"), [("219-09-9998", "9998"), ("AL-1815", "815"), ("123 4567 8", "5678"), ("A1", "1"), ("7", "")]
    )
    def test_shows_the_last_four_and_never_more_than_half(self, number, shown):
        assert numbers.seal("documentNumber", number, "ana").last4 == shown

    def test_is_found_by_any_spelling_in_its_own_field_only(self):
        assert numbers.digest("ssn", "219-09-9998") == numbers.digest("ssn", "219 09 9998")
        assert numbers.digest("ssn", "219099998") != numbers.digest("documentNumber", "219099998")
