"""Figures of money by currency: a limit is another number in every currency, and there is none where nobody set one."""

import os
from collections.abc import Mapping

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import EXPONENTS, Money


class Figures:
    """One figure, such as the most that may be lent: what ships, and what the stage's variable `setting` says instead.

    The variable names currencies with amounts, `USD=250000.00|EUR=200000.00`; those it leaves out keep what ships.
    """

    def __init__(self, setting: str, **shipped: str) -> None:
        self._setting, self._shipped = setting, shipped

    def of(self, currency: str) -> Money | None:
        """The figure in `currency`, None where there is none. Raises ValueError for a setting that cannot be read."""
        amount = self._amounts().get(currency)
        try:
            return Money.parse(amount, currency) if amount is not None else None
        except InvalidRequest as error:
            raise ValueError(f"{self._setting} for {currency}: {error}") from error

    def _amounts(self) -> Mapping[str, str]:
        given = [each.partition("=") for each in os.environ.get(self._setting, "").split("|") if each]
        if unknown := [currency for currency, _, _ in given if currency not in EXPONENTS]:
            raise ValueError(f"{self._setting} names {unknown}, which are no currencies of this bank")
        return {**self._shipped, **{currency: amount for currency, _, amount in given}}
