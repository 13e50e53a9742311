"""What must hold of the rows beside the books once everything rests: each rule, kept and broken."""

from collections import defaultdict
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from simulation.bank import rows
from simulation.bank.api import Answer, Request
from simulation.bank.customer import Case
from simulation.bank.wants import Want

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
ACCOUNT = {"account_id": "a", "owner_id": "ana", "status": "OPEN", "pending": 1, "scheduled": 1}
ACCOUNT |= {"product": "checking", "opened_at": "2027-01-04T08:00:00.000Z"}
OPERATION = {"operation_id": "b", "account_id": "a", "status": "SUCCESSFUL", "transaction_id": "t"}
CARD = {"uuid": "c", "owner_id": "ana", "status": "PENDING"}
RELAY = {"error": "TypeError", "cause": "", "createdAt": "2027-01-04T08:00:00.000Z", "input": "", "uuid": "e"}
ERROR = RELAY | {"source": "cards_react", "status": "RETRIED", "retry": {}}
LOAN = {"loan_id": "l", "disbursed_at": "2027-01-04T08:00:00.000Z"}
PAID_OUT = {"kind": "loan.disbursed", "at": LOAN["disbursed_at"], "legs": [{"account": "l", "amount": 100}]}
GOAL = {"goal_id": "g", "status": "OPEN", "every": "MONTH", "created_at": "2027-01-04T08:00:00.000Z", "contributed": 1}
GOAL |= {"target_minor": 500}
PLAN = {"start_on": "2027-01-11", "frequency": "daily", "timezone": "UTC", "end_on": "", "day_of_month": None}
PLAN |= {"if_not_business_day": "same", "count": 3}
DAYS = ("2027-01-11", "2027-01-12", "2027-01-13")
SERIES = {"schedule_id": "s", "from_account": "a", "status": "COMPLETED", "due_on": "", "done_on": DAYS[-1], "plan": PLAN}
RUNS = [{"schedule_id": "s", "due_on": day, "at": f"{day}T06:00:01.000Z", "outcome": "MADE", "reason": ""} for day in DAYS]


def asked(path, status=200, body=None, role="customer", method="POST"):
    case = Case(Want("asks", method, path, role=role), Request(method, path), "2027-01-04T08:00:00.000Z")
    case.answer, case.asked_as = Answer(status, body or {}), ["Ana 1 asks, try "]
    return case


def found(rule, tables, cases=()):
    world = SimpleNamespace(
        now=lambda: NOW,
        declaration=SimpleNamespace(tables={each: {} for each in ("relay-error-table", "transaction-table-error")}),
        doubles={"dynamodb": SimpleNamespace(items=lambda table: tables.get(table, []), expired=defaultdict(list))},
    )
    return list(rule(SimpleNamespace(world=world, customers=[SimpleNamespace(cases=cases)], forged=set())))


def told_of_account(account="a"):
    return {"fact": "CREATE_ACCOUNT_EVENT", "deliveries": [{"dedup": f"{account}:ACCOUNT.CREATED"}]}


@pytest.mark.parametrize(
    ("rule", "kept", "broken", "words"),
    [
        (
            rows.accounts_count_what_goes_on,
            {
                "account-table": [ACCOUNT],
                "operations": [OPERATION | {"status": "PENDING"}, OPERATION],
                "schedule-table": [SERIES | {"status": "PAUSED"}, SERIES],
            },
            {"operations": [OPERATION]},
            "a counts (1, 1), and (0, 1) go on",
        ),
        (
            rows.operations_name_their_posting,
            {
                "operations": [OPERATION],
                "ledger-journal": [{"posting_id": "t", "touched": [{"details": {"operationId": "b"}}]}],
            },
            {"ledger-journal": [{"posting_id": "u", "touched": [{"details": {"operationId": "b"}}]}]},
            "b is SUCCESSFUL by t",
        ),
        (
            rows.everybody_is_told_of_their_account,
            {"account-table": [ACCOUNT], "outbox-table": [told_of_account()]},
            {"outbox-table": [told_of_account("another")]},
            "nobody mailed ana of a",
        ),
        (
            rows.nobody_has_an_account_that_they_did_not_open,
            {"account-table": [ACCOUNT, ACCOUNT | {"account_id": "b", "status": "CLOSED"}]},
            {"account-table": [ACCOUNT, ACCOUNT | {"account_id": "b"}]},
            "ana was given 2 accounts",
        ),
        (
            rows.ten_transactions_activate_a_credit_card,
            {"card-table": [CARD], "ledger-accounts": [{"owner_id": "ana", "completed": 4}, {"owner_id": "ana", "completed": 5}]},
            {"ledger-accounts": [{"owner_id": "ana", "completed": 4}, {"owner_id": "ana", "completed": 6}]},
            "c is PENDING after 10 transactions",
        ),
        (
            rows.an_error_is_kept_once_and_by_itself,
            {"transaction-table-error": [ERROR], "audit-table": [{"what": "error.retry", "subject": "e"}]},
            {"audit-table": []},
            "nobody knows who",
        ),
        (
            rows.an_error_is_kept_once_and_by_itself,
            {"transaction-table-error": [ERROR | {"status": "OPEN"}]},
            {"transaction-table-error": [ERROR | {"status": "OPEN"}, ERROR | {"status": "OPEN", "uuid": "f"}]},
            "was told 2 times",
        ),
        (
            rows.an_error_is_kept_once_and_by_itself,
            {"relay-error-table": [RELAY | {"source": "cards_react"}]},
            {"relay-error-table": [RELAY | {"source": "relay"}]},
            "was parked",
        ),
        (
            rows.loans_begin_when_they_are_paid_out,
            {"loan-table": [LOAN], "ledger-journal": [PAID_OUT]},
            {"ledger-journal": [PAID_OUT | {"at": "2027-01-04T08:00:00.001Z"}]},
            "l runs from",
        ),
        (
            rows.goals_are_done_with_each_month,
            {"savings-goal-table": [GOAL]},
            {"savings-goal-table": [GOAL | {"contributed": 0}]},
            "done with 0 of 1 months",
        ),
        (
            rows.series_are_paid_on_their_days,
            {"schedule-table": [SERIES], "schedule-runs": RUNS},
            {"schedule-runs": RUNS[:2]},
            "is COMPLETED after 2 days",
        ),
        (
            rows.series_are_paid_on_their_days,
            {"schedule-table": [SERIES], "schedule-runs": RUNS},
            {"schedule-runs": [RUNS[0], RUNS[1] | {"due_on": "2027-01-14", "outcome": "SKIPPED"}, RUNS[2]]},
            "was paid on",
        ),
        (
            rows.series_are_paid_on_their_days,
            {"schedule-table": [SERIES], "schedule-runs": RUNS},
            {"schedule-runs": [RUNS[0], RUNS[1] | {"at": "2027-01-12T05:59:59.999Z"}, RUNS[2]]},
            "2027-01-12 was done with at 2027-01-12T05:59:59.999Z",
        ),
        (
            rows.series_are_paid_on_their_days,
            {"schedule-table": [SERIES], "schedule-runs": RUNS},
            {"schedule-runs": [*RUNS[:2], RUNS[2] | {"at": "2027-01-17T06:00:00.000Z"}]},
            "2027-01-13 was paid at 2027-01-17",
        ),
        (
            rows.series_are_paid_on_their_days,
            {"schedule-table": [SERIES], "schedule-runs": RUNS},
            {"schedule-runs": [*RUNS[:2], RUNS[2] | {"outcome": "FAILED", "reason": "insufficient_funds"}]},
            "was given up at 2027-01-13T06",
        ),
        (
            rows.series_are_paid_on_their_days,
            {"schedule-table": [SERIES | {"status": "ACTIVE", "due_on": "2027-03-02", "plan": PLAN | {"count": 60}}]},
            {"schedule-table": [SERIES | {"status": "ACTIVE", "due_on": "2027-02-01", "plan": PLAN | {"count": 60}}]},
            "was due on 2027-02-01",
        ),
        (
            rows.series_are_paid_on_their_days,
            {"schedule-table": [SERIES | {"status": "ACTIVE", "due_on": "2027-03-02", "plan": PLAN | {"count": 60}}]},
            {"schedule-table": [SERIES | {"status": "ACTIVE", "due_on": "2027-03-02", "done_on": "2027-03-02", "plan": PLAN}]},
            "is due on 2027-03-02, and done with 2027-03-02",
        ),
        (
            rows.series_are_paid_on_their_days,
            {
                "schedule-table": [SERIES | {"status": "SUSPENDED", "plan": PLAN | {"count": 60}}],
                "schedule-runs": [each | {"outcome": "FAILED"} for each in RUNS],
            },
            {"schedule-table": [SERIES | {"status": "ACTIVE", "due_on": "2027-03-02", "plan": PLAN | {"count": 60}}]},
            "goes on after three days that were not paid",
        ),
    ],
)
def test_a_rule_of_rows(rule, kept, broken, words):
    assert found(rule, kept) == []
    (told,) = found(rule, kept | broken)
    assert words in told


def test_who_opened_an_account_has_it():
    opened = asked("/accounts", 201, {"accountId": "b"})
    accounts = {"account-table": [ACCOUNT, ACCOUNT | {"account_id": "b"}]}
    assert found(rows.nobody_has_an_account_that_they_did_not_open, accounts, [opened]) == []


def test_nobody_is_given_an_account_who_has_one():
    opened, given = (
        asked("/accounts", 201, {"accountId": "a"}),
        ACCOUNT | {"account_id": "b", "opened_at": "2027-01-05T08:00:00.000Z"},
    )
    at_once = given | {"opened_at": ACCOUNT["opened_at"]}
    assert found(rows.nobody_has_an_account_that_they_did_not_open, {"account-table": [ACCOUNT, at_once]}, [opened]) == []
    (told,) = found(rows.nobody_has_an_account_that_they_did_not_open, {"account-table": [ACCOUNT, given]}, [opened])
    assert told == "ana was given b, and had a"


def test_nobody_loses_an_account_that_they_opened():
    opened, closed = asked("/accounts", 201, {"accountId": "a"}), {"account-table": [ACCOUNT | {"status": "CLOSED"}]}
    rule = rows.nobody_has_an_account_that_they_did_not_open
    assert found(rule, closed, [opened, asked("/accounts/a/close")]) == []
    assert len(found(rule, closed, [opened])) == 1


def test_a_series_that_was_changed_has_days_of_other_terms():
    changed = asked("/api/v1/transactions/scheduled/s", method="PUT")
    tables = {"schedule-table": [SERIES], "schedule-runs": RUNS[:2]}
    assert found(rows.series_are_paid_on_their_days, tables, [changed]) == []


def test_a_refused_payment_is_told_of():
    case = asked("/payment", 422, {"code": "merchant_blocked"})
    told = {"outbox-table": [{"fact": "payment.refused", "correlation_id": "Ana 1 asks, try 2 (9)"}]}
    assert found(rows.payments_that_are_refused_are_looked_at, told, [case]) == []
    assert found(rows.payments_that_are_refused_are_looked_at, {}, [case]) == ["asks was merchant_blocked, and nobody is told"]


@pytest.mark.parametrize(
    ("path", "method", "is_written"),
    [
        ("/admin/customers/ana/unfreeze", "POST", False),
        ("/admin/approvals/x/approve", "POST", True),
        ("/admin/accounts/a/entries", "GET", True),
        ("/admin/errors", "GET", False),
        ("/api/v1/fraud/rules/r", "DELETE", False),
    ],
)
def test_what_staff_do_is_in_the_audit(path, method, is_written):
    case = asked(path, role="support", method=method)
    assert bool(found(rows.what_staff_do_is_written_down, {}, [case])) == is_written
    audit = {"audit-table": [{"correlation_id": "Ana 1 asks, try 1 (3)"}]}
    assert found(rows.what_staff_do_is_written_down, audit, [case]) == []
