"""The customer's day: where it begins and ends, and that nobody has one twice."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.limits.errors import LimitExceeded
from chalicelib.limits.model import Spending

BOGOTA, KIRITIMATI, PAGO_PAGO = "America/Bogota", "Pacific/Kiritimati", "Pacific/Pago_Pago"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
LIMIT = 1_000_00
A_TRANSFER = 250_00


def sent(spending: Spending, amount_minor: int, now: datetime, zone: str = "") -> Spending:
    while amount_minor > 0:
        spending = spending.plus(min(amount_minor, A_TRANSFER), "BASIC", now, zone)
        amount_minor -= A_TRANSFER
    return spending


def room(spending: Spending, now: datetime, zone: str = "") -> int:
    """How much may still be sent."""
    left = 0
    while True:
        try:
            spending = spending.plus(A_TRANSFER, "BASIC", now, zone)
        except LimitExceeded:
            return left
        left += A_TRANSFER


@pytest.fixture
def spent() -> Spending:
    """All there was room for, at noon."""
    return sent(Spending("ana", "USD"), LIMIT, NOON, BOGOTA)


class TestADay:
    @pytest.mark.parametrize(("zone", "hour"), [("", 0), (BOGOTA, 5), (KIRITIMATI, 10), ("Asia/Kathmandu", 18.25)])
    def test_ends_at_midnight_where_the_customer_lives(self, zone, hour):
        spending = sent(Spending("ana", "USD"), LIMIT, NOON, zone)
        midnight = datetime(2026, 11, 27, tzinfo=UTC) + timedelta(hours=hour)
        midnight += timedelta(days=midnight <= NOON)
        with pytest.raises(LimitExceeded) as refused:
            spending.plus(1, "BASIC", midnight - timedelta(seconds=1), zone)
        assert datetime.fromisoformat(refused.value.facts["resetsAt"]) == midnight
        assert room(spending, midnight, zone) == LIMIT

    def test_goes_on_in_another_zone(self, spent):
        for hour in range(12, 29):
            now = NOON.replace(hour=0) + timedelta(hours=hour)
            assert {zone: room(spent, now, zone) for zone in ("", BOGOTA, KIRITIMATI, PAGO_PAGO)} == {
                "": 0, BOGOTA: 0, KIRITIMATI: 0, PAGO_PAGO: 0,
            }  # fmt: skip

    def test_comes_once_however_often_one_moves(self):
        spending, total = Spending("ana", "USD"), 0
        for hour in range(10 * 24):
            now = NOON + timedelta(hours=hour)
            zone = (BOGOTA, KIRITIMATI, PAGO_PAGO, "")[hour % 4]
            if free := room(spending, now, zone):
                spending, total = sent(spending, free, now, zone), total + free
        assert total <= (10 + 2) * LIMIT, "no more days than dates have passed between the ends of the world"


class TestRoomBack:
    def test_is_of_the_day_that_it_was_taken_of(self, spent):
        later = NOON + timedelta(hours=1)
        assert room(spent.less(A_TRANSFER, NOON, later), later, BOGOTA) == A_TRANSFER
        tomorrow = NOON + timedelta(days=1)
        filled = sent(spent, LIMIT, tomorrow, BOGOTA)
        assert room(filled.less(A_TRANSFER, NOON, tomorrow), tomorrow, BOGOTA) == 0

    def test_is_none_of_a_day_that_has_the_same_date_elsewhere(self):
        before_midnight = datetime(2026, 11, 28, 10, 30, tzinfo=UTC)  # the 27th in Pago Pago, the 29th in Kiritimati
        spending = sent(Spending("ana", "USD"), LIMIT, before_midnight, PAGO_PAGO)
        after = before_midnight + timedelta(hours=1)
        filled = sent(spending, LIMIT, after, KIRITIMATI)
        assert filled.day == "2026-11-29"
        assert room(filled.less(A_TRANSFER, before_midnight, after), after, KIRITIMATI) == 0
