"""Whom a customer pays. The first day that somebody is paid is capped, however much the payer may send otherwise. Pure.

A payee's id follows from whose payee it is and from the account, so that a transfer finds the row in its one read. There is a
row for everybody whom the customer paid; those whom they keep have a name.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.kernel import clock
from chalicelib.kernel.money import Money, to_decimal
from chalicelib.limits.public import LimitExceeded
from chalicelib.platform.figures import Figures
from chalicelib.transfers.external import External

FIRST_DAY = Figures("FIRST_DAY_LIMIT", USD="1000.00", EUR="1000.00", COP="4000000.00", JPY="150000", KWD="300.000")
FIRST_DAY_HOURS = 24
_NAMESPACE = uuid.UUID("0b5f4f0e-53d1-5c58-8a53-0a3d9a4d4c1e")


@dataclass(frozen=True, slots=True)
class Payee:
    """`made_at`: when its first day began. `paid_at` is empty until a first transfer. `name` is how the owner calls who is kept,
    `trusted` whom the owner pays without being asked for consent; `external` says how one at another bank is reached, with the account's number
    sealed; `version` counts every change that was written."""

    owner_id: str
    payee_id: str
    account_id: str
    account_number: str
    made_at: str
    paid_at: str = ""
    first_day_minor: int = 0
    name: str = ""
    trusted: bool = False
    external: External | None = None
    version: int = 0

    @property
    def is_kept(self) -> bool:
        return bool(self.name)

    @property
    def label(self) -> str:
        """How the owner is told of it, where consent is asked for."""
        return " ".join(filter(None, (self.name, f"*{self.account_number[-4:]}")))

    def told(self) -> dict[str, object]:
        """The payee as its owner is answered."""
        return {
            "payeeId": self.payee_id,
            "name": self.name,
            "last4": self.account_number[-4:],
            "trusted": self.trusted,
            "isNew": self.is_new,
            "createdAt": self.made_at,
            "external": self.external.told()["external"] if self.external else None,
        }

    def kept(self, name: str, *, trusted: bool) -> "Payee":
        """Under this name."""
        return replace(self, name=name, trusted=trusted)

    def let_go(self) -> "Payee":
        """Kept no more: when and how much was paid stays, or a second first day would begin."""
        return replace(self, name="", trusted=False, external=None)

    @property
    def is_new(self) -> bool:
        return not self.paid_at

    def age_hours(self, now: datetime) -> int:
        """Whole hours since the first transfer; 0 for a new one."""
        return 0 if self.is_new else int((now - clock.from_text(self.paid_at)) / timedelta(hours=1))

    def known(self, now: datetime) -> "Payee | None":
        """The next version of one whom a transfer has reached; None where one had before."""
        return replace(self, paid_at=clock.to_text(now)) if self.is_new else None

    def charged(self, amount_minor: int, currency: str, now: datetime) -> "Payee | None":
        """The next version with this amount taken of its first day, None after that. Raises LimitExceeded."""
        if now >= self._first_day_ends:
            return None
        ends, cap = self._first_day_ends, FIRST_DAY.of(currency) or Money(0, currency)
        if self.first_day_minor + amount_minor > cap.minor:
            used, resets_at = to_decimal(self.first_day_minor, currency), clock.to_text(ends)
            raise LimitExceeded("More than may be sent to somebody new in a day", limit=str(cap), used=used, resetsAt=resets_at)
        return replace(self, first_day_minor=self.first_day_minor + amount_minor)

    def uncharged(self, amount_minor: int, charged_at: datetime) -> "Payee | None":
        """The next version with the room given back that an amount took of the first day, None where it took none."""
        if not clock.from_text(self.made_at) <= charged_at < self._first_day_ends:
            return None
        return replace(self, first_day_minor=self.first_day_minor - amount_minor)

    @property
    def _first_day_ends(self) -> datetime:
        return clock.from_text(self.made_at) + timedelta(hours=FIRST_DAY_HOURS)


def id_of(owner_id: str, account_id: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{owner_id}:{account_id}"))
