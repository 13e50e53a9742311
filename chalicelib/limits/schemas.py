"""Wire shapes of limits."""

from typing import Literal

from chalicelib.identity.public import Level
from chalicelib.kernel import clock
from chalicelib.kernel.money import Money
from chalicelib.limits.model import A_DAY, A_TRANSFER, Spending, most
from chalicelib.limits.queries import Limits
from chalicelib.platform.schemas import Balance, Currency, Reply, Timestamp


class LevelLimit(Reply):
    """What may be sent to others by whom the bank knows so well.

    level: how well that is
    per_transfer: the most in one transfer or payment
    per_day: the most in a day
    """

    level: Literal["BASIC", "FULL", "ENHANCED"]
    per_transfer: Balance
    per_day: Balance


class CurrencyLimit(Reply):
    """What the caller may send to others in one currency.

    currency: the currency of these figures
    per_transfer: the most in one transfer or payment; zero at the level NONE
    per_day: the most in a day; zero at the level NONE
    used_today: what of it is taken, by what was sent and what is still held
    left_today: what is left of it
    resets_at: when the day ends, by the time zone of the caller's profile
    levels: the same at every level, the lowest first
    """

    currency: Currency
    per_transfer: Balance
    per_day: Balance
    used_today: Balance
    left_today: Balance
    resets_at: Timestamp
    levels: list[LevelLimit]

    @classmethod
    def of(cls, level: Level, today: Spending, zone: str) -> "CurrencyLimit":
        currency = today.currency
        a_day, used = most(A_DAY, level, currency), Money(today.day_minor, currency)
        return cls(
            currency=currency,
            per_transfer=str(most(A_TRANSFER, level, currency)),
            per_day=str(a_day),
            used_today=str(used),
            left_today=str(Money(max(a_day.minor - used.minor, 0), currency)),
            resets_at=clock.to_text(today.ends_at(zone)),
            levels=[_at(each, currency) for each in ("BASIC", "FULL", "ENHANCED")],
        )


class LimitsReply(Reply):
    """What the caller may send to others.

    level: how well the bank knows the caller
    currencies: the figures of every currency that may be sent, the bank's own first; in any other nothing may
    """

    level: Level
    currencies: list[CurrencyLimit]

    @classmethod
    def of(cls, limits: Limits) -> "LimitsReply":
        return cls(level=limits.level, currencies=[CurrencyLimit.of(limits.level, each, limits.zone) for each in limits.spent])


def _at(level: Literal["BASIC", "FULL", "ENHANCED"], currency: str) -> LevelLimit:
    return LevelLimit(level=level, per_transfer=str(most(A_TRANSFER, level, currency)), per_day=str(most(A_DAY, level, currency)))
