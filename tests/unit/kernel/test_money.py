"""Money: exact, one currency, plain decimals only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import EXPONENTS, MAXIMUM_MINOR, Money, exponent_of, to_decimal


class TestParse:
    @pytest.mark.parametrize(
        ("text", "currency", "minor"),
        [
            ("100", "USD", 10_000), ("100.00", "USD", 10_000), ("0.01", "USD", 1), ("0.1", "USD", 10),
            ("7", "JPY", 7), ("1.001", "KWD", 1_001), ("90071992547409.93", "USD", 9_007_199_254_740_993),
        ],
    )  # fmt: skip
    def test_reads_plain_decimals_exactly(self, text, currency, minor):
        assert Money.parse(text, currency) == Money(minor, currency)

    @pytest.mark.parametrize(
        "text",
        [
            "", " ", " 1", "1 ", "1\n", "+1", "-1", "--1", "1e3", "1E3", "NaN", "nan", "Infinity", "-Infinity", "0x10", "1_000",
            "1,000", "1,5", ".5", "5.", "01", "00", "00.5", "1..0", "1.0.0", "$1", "1 000", "١", "１", "½", "true", "null", "1/2",
            "1" * 31, "1." + "0" * 31, "1" * 100_000, "1\x00", "\u22121",
        ],
    )  # fmt: skip
    def test_refuses_everything_else(self, text):
        with pytest.raises(InvalidRequest) as refused:
            Money.parse(text, "USD")
        assert [field for field, _ in refused.value.errors] == ["amount"]

    @pytest.mark.parametrize(("text", "currency"), [("0", "USD"), ("0.00", "USD"), ("0", "JPY"), ("0.000", "KWD")])
    def test_refuses_zero(self, text, currency):
        with pytest.raises(InvalidRequest, match="more than zero"):
            Money.parse(text, currency)

    @pytest.mark.parametrize(
        ("text", "currency"), [("1.001", "USD"), ("1.000", "USD"), ("1.0", "JPY"), ("1.0001", "KWD"), ("0.001", "COP")]
    )
    def test_refuses_more_decimals_than_the_currency_has(self, text, currency):
        with pytest.raises(InvalidRequest, match=rf"{currency} has {EXPONENTS[currency]} decimals"):
            Money.parse(text, currency)

    @pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
    def test_goes_up_to_ten_to_the_seventeenth_and_no_further(self, currency):
        assert Money.parse(to_decimal(MAXIMUM_MINOR, currency), currency).minor == 10**17
        with pytest.raises(InvalidRequest, match=r"10\^17"):
            Money.parse(to_decimal(MAXIMUM_MINOR + 1, currency), currency)

    def test_names_the_field_it_was_told(self):
        with pytest.raises(InvalidRequest) as refused:
            Money.parse("x", field="monthlyBudget")
        assert refused.value.errors[0][0] == "monthlyBudget"

    @settings(deadline=None)
    @given(st.integers(1, MAXIMUM_MINOR), st.sampled_from(sorted(EXPONENTS)))
    def test_reads_what_it_wrote(self, minor, currency):
        assert Money.parse(str(Money(minor, currency)), currency) == Money(minor, currency)


class TestCurrency:
    @pytest.mark.parametrize(("currency", "exponent"), [("JPY", 0), ("USD", 2), ("COP", 2), ("KWD", 3)])
    def test_has_the_exponent_of_the_standard(self, currency, exponent):
        assert exponent_of(currency) == exponent

    @pytest.mark.parametrize("currency", ["", "usd", "XXX", "USDT", "US"])
    def test_unknown_ones_are_refused(self, currency):
        with pytest.raises(InvalidRequest) as refused:
            Money.parse("1", currency)
        assert refused.value.errors[0][0] == "currency"


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "USD", "0.00"), (5, "USD", "0.05"), (-5, "USD", "-0.05"), (-12_345, "USD", "-123.45"), (7, "JPY", "7"),
        (-7, "JPY", "-7"), (0, "JPY", "0"), (1, "KWD", "0.001"), (10**17, "USD", "1000000000000000.00"),
    ],
)  # fmt: skip
def test_to_decimal(minor, currency, text):
    assert to_decimal(minor, currency) == text


class TestOfMessage:
    @pytest.mark.parametrize("minor", [1, "1", "100000", 10**17, str(10**17)])
    def test_reads_whole_minor_units(self, minor):
        assert Money.of_message(minor, "USD") == Money(int(minor), "USD")

    @pytest.mark.parametrize(
        "minor", [0, -1, "0", "-77700", "+1", "1.0", 1.0, True, None, "", " 1", "1\n", "1e3", "٣", 10**17 + 1, "0x10", "007", [1]]
    )
    def test_takes_nothing_that_is_not_positive(self, minor):
        with pytest.raises(ValueError, match="no positive amount"):
            Money.of_message(minor, "USD")

    @pytest.mark.parametrize("currency", ["XXX", "usd", "", None, ["USD"]])
    def test_takes_no_other_currency(self, currency):
        with pytest.raises(ValueError, match="no positive amount"):
            Money.of_message(1, currency)
