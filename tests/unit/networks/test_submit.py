"""What the simulated networks keep: each payment once, under a trace number of its own, and settled by the clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.networks.model import Payment
from chalicelib.networks.operations import submit as submitting
from chalicelib.networks.operations.settle import settle
from chalicelib.networks.operations.submit import submit
from chalicelib.networks.queries import find_submission

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ZoneInfo("America/New_York"))
PAYMENT = Payment(ids.new_id(NOW), "ach", "021000021", "12345678", "Grace Hopper", 4_200, same_day=True)


def test_takes_a_payment_once():
    first = submit(PAYMENT, NOW)
    assert submit(PAYMENT, NOW + timedelta(hours=6)) == first
    assert (first.effective_date, first.expected_settlement_at) == ("2026-11-24", "2026-11-24T18:00:00.000Z")
    assert len(first.trace_number) == 15 and first.trace_number.startswith("09100001")


def test_a_wire_has_a_number_of_its_day():
    assert submit(replace(PAYMENT, network="wire"), NOW).trace_number.startswith("20261124INFERNO1")


def test_keeps_no_name_and_no_account(database):
    submit(PAYMENT, NOW)
    assert "12345678" not in repr(database.tables) and "Grace" not in repr(database.tables)
    assert "12345678" not in repr(PAYMENT)


def test_gives_no_trace_number_twice(monkeypatch):
    """Two payments whose first numbers are one and the same."""
    numbers = iter(["t1", "t1", "t2"])
    monkeypatch.setattr(submitting, "_trace_number", lambda *_: next(numbers))
    other = replace(PAYMENT, payment_id=ids.new_id(NOW))
    assert [submit(each, NOW).trace_number for each in (PAYMENT, other)] == ["t1", "t2"]


def test_gives_up_where_no_number_is_free(monkeypatch):
    monkeypatch.setattr(submitting, "_trace_number", lambda *_: "t1")
    submit(PAYMENT, NOW)
    with pytest.raises(RequestInProgress):
        submit(replace(PAYMENT, payment_id=ids.new_id(NOW)), NOW)


def test_the_clock_settles_it():
    expected = clock.from_text(submit(PAYMENT, NOW).expected_settlement_at)
    assert find_submission(PAYMENT.payment_id, expected - timedelta(milliseconds=1)).settled_at == ""
    assert find_submission(PAYMENT.payment_id, expected).settled_at == clock.to_text(expected)


def test_a_simulation_settles_it_before():
    submit(PAYMENT, NOW)
    settle(PAYMENT.payment_id, NOW)
    settle(PAYMENT.payment_id, NOW + timedelta(minutes=1))
    assert find_submission(PAYMENT.payment_id, NOW).settled_at == clock.to_text(NOW)


def test_knows_nothing_of_other_payments():
    assert find_submission(PAYMENT.payment_id, NOW) is None
    with pytest.raises(LookupError):
        settle(PAYMENT.payment_id, NOW)
