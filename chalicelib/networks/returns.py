"""Why an ACH payment comes back, and until when it may, by the rules of Nacha. Pure."""

from datetime import date, datetime, timedelta
from typing import Literal, get_args

from chalicelib.kernel.banking_days import after_banking_days
from chalicelib.networks import windows
from chalicelib.networks.errors import UntimelyReturn

# No funds, closed, no account, wrong number; stopped, uncollected, frozen, not acceptable, refused by who was paid.
Soon = Literal["R01", "R02", "R03", "R04", "R08", "R09", "R16", "R20", "R23"]
# What the owner of the account says was not authorized, or not as agreed.
Disputed = Literal["R05", "R07", "R10", "R11", "R37", "R38", "R51", "R52", "R53"]
ReturnCode = Soon | Disputed
_SOON_DAYS, _DISPUTED_DAYS = 2, 60


def last_day(code: str, settled_on: date) -> date:
    """The last day on which a payment that settled on `settled_on` may come back for this reason: the second banking day, or
    the sixtieth day."""
    if code in get_args(Soon):
        return after_banking_days(settled_on, _SOON_DAYS)
    return settled_on + timedelta(days=_DISPUTED_DAYS)


def check_timely(code: ReturnCode, settled_on: date, now: datetime) -> None:
    """Raises UntimelyReturn after the last day."""
    last = last_day(code, settled_on)
    if windows.today(now) > last:
        raise UntimelyReturn(f"{code} counted until {last}", lastDay=last.isoformat())
