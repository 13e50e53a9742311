"""What one call writes is looked at as a whole; and rows, answers and plans are looked at by rules of their own."""

import json
from datetime import UTC, date, datetime

import pytest

from chalicelib.platform import settings
from chalicelib.platform.dynamo import to_wire
from simulation.bank.answers import wrong
from simulation.bank.api import Answer, Request
from simulation.bank.beside import Beside
from simulation.bank.calendars import days_of, moment_of
from simulation.bank.writes import Writes
from simulation.doubles.dynamodb import Written
from simulation.world import World

ACCOUNT = {"account_id": "a", "owner_id": "o", "currency": "USD", "status": "OPEN", "pending": 1, "scheduled": 0}
OPERATION = {"operation_id": "b", "owner_id": "o", "account_id": "a", "currency": "USD", "type": "WITHDRAW", "status": "PENDING"}
PAYMENT = {"payment_id": "p", "owner_id": "o", "merchant": "Bikes", "product": "checking", "status": "PENDING"}
HOLD = {"hold_id": "h", "state": "EXPIRED", "expires_at": "2027-01-04T07:59:59.999Z"}
GIVEN = {"status": "COMPLETED", "onward": {"bank": "cash"}, "amount_minor": 100}
TAKEN = {"id": "p", "trace_number": "7"}
PAUSED = {"schedule_id": "s", "status": "PAUSED", "due_on": "2027-01-04", "consented": False, "amount_minor": 1, "plan": {}}
UNSENT = {"uuid": "e", "source": "cards_purchase.NotifyCustomer", "status": "OPEN", "retry": {"kind": "queue"}}
BALANCE = {"account_id": "a", "product": "checking", "seq": 2}


def put(table, after, before=None):
    return Written(table, to_wire(before) if before else None, to_wire(after))


def found(*written):
    return list(Beside(World(0)).wrong(Writes(written)))


@pytest.mark.parametrize(
    ("holds", "breaks", "words"),
    [
        (
            [put("operations", OPERATION), put("account-table", ACCOUNT)],
            [put("operations", OPERATION), put("account-table", {**ACCOUNT, "status": "FROZEN"})],
            "a withdrawal is begun on an account that is FROZEN",
        ),
        (
            [put("operations", OPERATION), put("account-table", ACCOUNT)],
            [put("operations", OPERATION), put("account-table", {**ACCOUNT, "owner_id": "another"})],
            "is begun on",
        ),
        (
            [put("schedule-table", {**PAUSED, "starts": 2}, {**PAUSED, "starts": 2})],
            [put("schedule-table", {**PAUSED, "starts": 1}, {**PAUSED, "starts": 2})],
            "was started 2 times, and is said to be 1",
        ),
        (
            [put("network-table", TAKEN), put("network-table", {"id": "trace#7", "payment_id": "p"})],
            [put("network-table", TAKEN), put("network-table", {"id": "trace#8", "payment_id": "p"})],
            "its number 7 may be another's",
        ),
        (
            [put("payment-table", PAYMENT), put("transfer-limits", {"owner_id": "o"})],
            [put("payment-table", PAYMENT)],
            "limit is as it was",
        ),
        (
            [put("payment-table", {**PAYMENT, "status": "FAILED"}, PAYMENT), put("transfer-limits", {"owner_id": "o"})],
            [put("payment-table", {**PAYMENT, "status": "FAILED"}, {**PAYMENT, "status": "FAILED"})],
            "comes to an end once more",
        ),
        (
            [put("payment-table", PAYMENT), put("transfer-limits", {"owner_id": "o"})],
            [put("payment-table", {**PAYMENT, "status": "SUCCESSFUL"}, PAYMENT)],
            "nothing was debited",
        ),
        (
            [put("ledger-holds", HOLD)],
            [put("ledger-holds", {**HOLD, "expires_at": "2027-01-04T08:00:00.001Z"})],
            "is over before",
        ),
        (
            [put("balances", BALANCE, {**BALANCE, "seq": 1})],
            [put("balances", {**BALANCE, "product": "loan"})],
            "there is one of a loan",
        ),
        (
            [put("account-table", {**ACCOUNT, "status": "CLOSED", "pending": 0})],
            [put("account-table", {**ACCOUNT, "status": "CLOSED"})],
            "is closed with 1 operations",
        ),
        (
            [put("transaction-table-error", UNSENT)],
            [put("transaction-table-error", {**UNSENT, "retry": {"kind": "execution"}})],
            "what can be done once more is an execution",
        ),
        (
            [put("card-table", {"status": "ACTIVATED"}, {"status": "PENDING"})],
            [put("card-table", {"status": "ACTIVATED"}, {"status": "ACTIVATED"})],
            "is activated once more",
        ),
        (
            [put("held-payment-table", GIVEN), put("ledger-accounts", {"tallies": {"2027-01-04T08": {"cashOut": [1, 100]}}})],
            [put("held-payment-table", GIVEN), put("ledger-accounts", {"tallies": {"2027-01-04T08": {"out": [1, 100]}}})],
            "is not counted as such",
        ),
    ],
)
def test_what_belongs_together_is_written_together(holds, breaks, words):
    assert found(*holds) == []
    (told,) = found(*breaks)
    assert words in told


def test_a_rehearsal_writes_nothing():
    world = World(0)
    task = world.start("Ana 3 asks, rehearsing / 1 api_handler", lambda: None)
    world.scheduler.current = task
    writes = Writes([put("loan-table", {"loan_id": "l", "owner_id": "o", "status": "PENDING"})])
    assert list(Beside(world).wrong(writes)) == ["a rehearsal wrote ['loan-table']"]


def test_a_payment_is_made_by_its_posting():
    posted = {"touched": [{"details": {"paymentId": "p"}}], "scope": "s"}
    assert beside({"ledger-journal": posted}, put("payment-table", {**PAYMENT, "status": "SUCCESSFUL"}, PAYMENT)) == []


def test_a_month_is_told_of_when_one_is_over_and_a_sweep_is_started_again_when_it_should_have_come():
    """At eight o'clock on the fourth of January."""
    loan, hold = {"loan_id": "l", "owner_id": "o", "accrued_months": 1}, {"hold_id": "h", "owner_id": "o"}
    month, sweep = json.dumps({"loanId": "l", "number": "1"}), json.dumps({"holdId": "h"})
    for disbursed_at, told in (("2026-12-04T08:00:00.000Z", 0), ("2026-12-04T08:00:00.001Z", 1)):
        kept = {"loan-table": {**loan, "disbursed_at": disbursed_at}}
        assert len(beside(kept, put("outbox-table", started("loan.interest.next", month)))) == told
    for expires_at, told in (("2027-01-04T06:00:00.000Z", 0), ("2027-01-04T06:00:00.001Z", 1)):
        kept = {"ledger-holds": {**hold, "expires_at": expires_at}}
        assert len(beside(kept, put("outbox-table", started("overdue.holds", sweep)))) == told


def started(fact, text):
    return {"id": "f", "fact": fact, "deliveries": [{"kind": "execution", "name": "n", "input": text}]}


def beside(kept, *written):
    """What is found of it in a bank that has these rows, one a table."""
    world = World(0)
    for table, row in kept.items():
        world.doubles["dynamodb"].put_item(TableName=settings.table_name(table), Item=to_wire(row))
    return list(Beside(world).wrong(Writes(written)))


TERMS = {"startOn": "2027-01-31", "frequency": "monthly", "timezone": "America/New_York", "ifNotBusinessDay": "same", "count": 3}


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ({}, ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ({"ifNotBusinessDay": "following"}, ["2027-02-01", "2027-03-01", "2027-03-31"]),
        ({"ifNotBusinessDay": "preceding"}, ["2027-02-01", "2027-02-26", "2027-03-31"]),
        ({"dayOfMonth": 15, "endOn": "2027-03-20"}, ["2027-02-15", "2027-03-15"]),
        (
            {"startOn": "2027-07-03", "frequency": "daily", "ifNotBusinessDay": "following"},
            ["2027-07-06", "2027-07-07", "2027-07-08"],
        ),
        ({"startOn": "2028-02-29", "frequency": "yearly", "count": 2}, ["2028-02-29", "2029-02-28"]),
    ],
)
def test_days_of_a_series(terms, days):
    assert [day.isoformat() for day in days_of(TERMS | terms)] == days


def test_a_day_begins_at_six_at_home():
    assert moment_of(date(2027, 3, 13), TERMS) == datetime(2027, 3, 13, 11, tzinfo=UTC)
    assert moment_of(date(2027, 3, 14), TERMS) == datetime(2027, 3, 14, 10, tzinfo=UTC)


def told(path, body):
    return list(wrong(Request("GET", path), Answer(200, body), datetime(2027, 1, 4, 8, tzinfo=UTC)))


def test_an_answer_names_the_next_days_of_a_series():
    runs = [{"dueOn": "2027-01-31", "at": "2027-01-31T11:00:00.000Z"}, {"dueOn": "2027-02-28", "at": "2027-02-28T11:00:00.000Z"}]
    path, last = "/api/v1/transactions/scheduled/1", {"dueOn": "2027-03-31", "at": "2027-03-31T10:00:00.000Z"}
    assert told(path, {**TERMS, "nextRuns": [*runs, last]}) == []
    assert len(told(path, {**TERMS, "nextRuns": [*runs, {**last, "dueOn": "2027-03-28"}]})) == 1
    assert len(told(path, {**TERMS, "nextRuns": runs})) == 1


def test_a_last_instalment_is_no_balloon_and_leaves_nothing():
    body = {"overdue": "0.00", "items": [{"payment": "20.00", "balance": "9.00"}] * 3}
    assert len(told("/loan/1/schedule", body)) == 1
    body["items"] = [*body["items"], {"payment": "9.20", "balance": "0.00"}]
    assert told("/loan/1/schedule", body) == []
    body["items"][-1] = {"payment": "900.00", "balance": "0.00"}
    assert len(told("/loan/1/schedule", body)) == 1
    ahead = [
        {"payment": payment, "balance": left} for payment, left in (("0.00", "103.44"), ("18.20", "85.80"), ("86.26", "0.00"))
    ]
    assert told("/loan/1/schedule", {**body, "items": ahead}) == []


def test_a_goal_is_full_with_its_last_contribution():
    goal = {"reached": False, "contribution": "15.00", "every": "MONTH", "target": "500.00", "saved": "0.00"}
    goal |= {"createdAt": "2026-11-30T08:00:00.000Z", "projectedDate": "2029-10-30"}
    assert told("/savings-goal/1", goal) == []
    assert len(told("/savings-goal/1", {**goal, "projectedDate": "2029-09-30"})) == 1
