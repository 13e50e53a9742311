"""What the bank has to tell the authorities, and nobody else, a customer least of all. Pure.

CTR: a customer whose cash of one day, in or out, came to more than 10,000. SAR: a case that was found to be true, of 5,000 and more.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from chalicelib.fraud.cases import Case
from chalicelib.fraud.velocity import Direction
from chalicelib.kernel import clock
from chalicelib.kernel.money import Money
from chalicelib.platform.figures import Figures

Kind = Literal["CTR", "SAR"]
Status = Literal["OPEN", "FILED"]
SUSPICIOUS = Figures("SUSPICION_REPORTED_FROM", USD="5000.00", EUR="5000.00", COP="20000000.00", JPY="750000", KWD="1500.000")
CASH_DUE, SUSPICION_DUE = timedelta(days=15), timedelta(days=30)
_NAMESPACE = uuid.UUID("b0a5a3f2-5c5d-5f43-9e0e-0c7d9a2f6f10")


@dataclass(frozen=True, slots=True)
class Report:
    """`about` is the day of a CTR, by the bank's calendar, and the case of a SAR. `filed_as` is what the authority calls it, empty until
    somebody has filed it."""

    report_id: str
    kind: Kind
    status: Status
    owner_id: str
    account_id: str
    amount_minor: int
    currency: str
    about: str
    made_at: str
    due_at: str
    filed_as: str = ""
    filed_by: str = ""
    filed_at: str = ""
    direction: Direction = "IN"


def of_cash(
    owner_id: str, account_id: str, amount_minor: int, currency: str, day: str, direction: Direction, now: datetime
) -> Report:
    """One a customer, currency, day and direction, whose amount grows; `account_id` is one that it came into or left."""
    due = datetime.combine(date.fromisoformat(day), time(), UTC) + CASH_DUE
    return Report(
        _named("CTR", owner_id, currency, day, *(["OUT"] if direction == "OUT" else [])),
        "CTR",
        "OPEN",
        owner_id,
        account_id,
        amount_minor,
        currency,
        day,
        clock.to_text(now),
        clock.to_text(due),
        direction=direction,
    )


def of_case(case: Case, now: datetime) -> Report | None:
    """None below the figure; where there is none of its currency, everything is told."""
    figure = SUSPICIOUS.of(case.currency) or Money(0, case.currency)
    if case.amount_minor < figure.minor:
        return None
    due = clock.to_text(now + SUSPICION_DUE)
    return Report(
        _named("SAR", case.case_id),
        "SAR",
        "OPEN",
        case.owner_id,
        case.account_id,
        case.amount_minor,
        case.currency,
        case.case_id,
        clock.to_text(now),
        due,
    )


def _named(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, ":".join(parts)))
