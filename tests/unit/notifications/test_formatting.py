import pytest

from chalicelib.notifications import formatting


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "currency", "english", "spanish"),
        [
            ("1234.50", "USD", "1,234.50 USD", "1.234,50 USD"),
            ("0.05", "USD", "0.05 USD", "0,05 USD"),
            ("7", "JPY", "7 JPY", "7 JPY"),
            ("1234567", "JPY", "1,234,567 JPY", "1.234.567 JPY"),
            ("1.234", "KWD", "1.234 KWD", "1,234 KWD"),
            ("9007199254740993", "JPY", "9,007,199,254,740,993 JPY", "9.007.199.254.740.993 JPY"),
            ("90071992547409.93", "USD", "90,071,992,547,409.93 USD", "90.071.992.547.409,93 USD"),
            ("9007199254740.993", "KWD", "9,007,199,254,740.993 KWD", "9.007.199.254.740,993 KWD"),
            ("9007199254740993", "USD", "9,007,199,254,740,993.00 USD", "9.007.199.254.740.993,00 USD"),
            ("-999.9", "USD", "-999.90 USD", "-999,90 USD"),
            ("12345678901234567890123456789012345678901234567890.12", "XTS",
             "12,345,678,901,234,567,890,123,456,789,012,345,678,901,234,567,890.12 XTS",
             "12.345.678.901.234.567.890.123.456.789.012.345.678.901.234.567.890,12 XTS"),
        ],
    )  # fmt: skip
    def test_is_exact_in_both_languages(self, amount, currency, english, spanish):
        assert formatting.money(amount, currency, "en") == english
        assert formatting.money(amount, currency, "es") == spanish

    @pytest.mark.parametrize("currency", ["usd", "US", "", None, "USD\n", 840])
    def test_refuses_what_is_no_currency(self, currency):
        with pytest.raises(ValueError, match="currency"):
            formatting.money("1.00", currency, "en")

    @pytest.mark.parametrize("amount", ["01", "1.", ".5", "+1", "1\n", "١", 1.0, 1])
    def test_refuses_what_is_no_decimal(self, amount):
        with pytest.raises(ValueError, match="amount"):
            formatting.money(amount, "USD", "en")


class TestNumber:
    @pytest.mark.parametrize(
        ("value", "english", "spanish"),
        [(0, "0", "0"), (999, "999", "999"), (1000000, "1,000,000", "1.000.000"), ("1000", "1,000", "1.000")],
    )
    def test_groups_thousands(self, value, english, spanish):
        assert (formatting.number(value, "en"), formatting.number(value, "es")) == (english, spanish)

    @pytest.mark.parametrize("value", [True, "5.0", "many", 5.0, None])
    def test_refuses_what_is_no_count(self, value):
        with pytest.raises(ValueError):
            formatting.number(value, "en")


class TestWhen:
    def test_is_written_in_the_language_and_in_utc(self):
        assert formatting.when("2026-01-31T23:59:59.999-05:00", "en") == "1 February 2026 at 04:59 UTC"
        assert formatting.when("2026-01-31T23:59:59.999-05:00", "es") == "1 de febrero de 2026, 04:59 UTC"

    @pytest.mark.parametrize("text", ["yesterday", "2026-01-31", "2026-13-01T00:00:00Z", "", None, 5])
    def test_refuses_what_is_no_time(self, text):
        with pytest.raises(ValueError, match="time"):
            formatting.when(text, "en")
