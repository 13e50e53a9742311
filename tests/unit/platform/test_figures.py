"""Figures by currency: what ships, what a stage says instead, and nothing for the rest."""

import pytest

from chalicelib.kernel.money import Money
from chalicelib.platform.figures import Figures

FIGURES = Figures("SOME_FIGURE", USD="100", JPY="15000")


class TestOf:
    def test_ships_a_figure_a_currency_and_none_for_the_others(self):
        assert [FIGURES.of(currency) for currency in ("USD", "JPY", "EUR")] == [Money(100_00, "USD"), Money(15_000, "JPY"), None]

    def test_takes_what_the_stage_says_instead(self, monkeypatch):
        monkeypatch.setenv("SOME_FIGURE", "EUR=7.50|USD=1.00")
        assert [str(FIGURES.of(currency)) for currency in ("USD", "JPY", "EUR")] == ["1.00", "15000", "7.50"]

    @pytest.mark.parametrize("text", ["USD", "USD=", "USD=-1", "USD=1.001", "USD=1e3", "USD = 5"])
    def test_a_setting_that_cannot_be_read_is_no_missing_limit(self, text, monkeypatch):
        monkeypatch.setenv("SOME_FIGURE", text)
        with pytest.raises(ValueError, match="SOME_FIGURE"):
            FIGURES.of("USD")
