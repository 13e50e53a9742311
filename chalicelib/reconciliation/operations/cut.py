"""What may still be on its way, and is left for the next time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.kernel import clock

# A date further on than this is no clock's, and a verification is over by then: it is not called young.
_FURTHEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cut:
    """Times between `after` and `before` are young."""

    after: str
    before: str

    @classmethod
    def of(cls, now: datetime, grace_seconds: int) -> "Cut":
        return cls(clock.to_text(now - timedelta(seconds=grace_seconds)), clock.to_text(now + _FURTHEST))

    def is_young(self, at: str) -> bool:
        return self.after < at <= self.before
