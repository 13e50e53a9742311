"""Interest by the month: 30/360, a twelfth of a yearly rate. Amounts in minor units, rates in parts per million a year."""

PPM = 1_000_000


def month_interest(owed_minor: int, rate_ppm: int) -> int:
    """Interest of one month on what is owed, rounded half-even to a minor unit. Exact for any amount."""
    whole, rest = divmod(owed_minor * rate_ppm, 12 * PPM)
    return whole + (2 * rest + (whole & 1) > 12 * PPM)
