"""Who ends what is open once all rests: a bank in which everything has somebody, and what is said when one is taken away."""

from types import SimpleNamespace

import pytest

from chalicelib.transfers.external import wait_id_of
from simulation.bank.owners import OPEN, nothing_is_open_that_nobody_ends
from simulation.bank.tables import keep
from simulation.world import World

SOON, LONG_AGO = "2027-01-05T08:00:00.000Z", "2027-01-04T05:00:00.000Z"  # a world begins on 4 January at eight
SENT = "01a2dfb6-5c00-734b-97b1-df8a9d1cea03"
NETWORK = wait_id_of(SENT)
REVIEWED = {"status": "UNDER_REVIEW", "case_id": "case"}


def waits(wait_id, machine):
    return {"wait_id": wait_id, "machine": machine, "execution": wait_id, "token": "t", "outcome": "", "due_at": SOON}


def hit(transaction_id):
    return {"case_id": "case", "part": f"hit#{transaction_id}", "waits": True}


THERE = {
    "transfer": ("transfer-table", {"transaction_id": "held", "hold_id": "hold", **REVIEWED}),
    "its wait": ("wait-table", waits("held", "transfers_review")),
    "its hold": ("ledger-holds", {"hold_id": "hold", "state": "ACTIVE", "keeper": "held", "expires_at": SOON}),
    "its hit": ("fraud-cases", hit("held")),
    "held payment": ("held-payment-table", {"transaction_id": "paid", "hold_id": "other", **REVIEWED}),
    "payment's wait": ("wait-table", waits("paid", "transfers_review")),
    "payment's hold": ("ledger-holds", {"hold_id": "other", "state": "ACTIVE", "keeper": "paid", "expires_at": SOON}),
    "payment's hit": ("fraud-cases", hit("paid")),
    "payment": ("payment-table", {"payment_id": "paid", "status": "PENDING"}),
    "case": ("fraud-cases", {"case_id": "case", "part": "case", "status": "OPEN", "waiting": 2, "assigned_to": ""}),
    "own hold": ("ledger-holds", {"hold_id": "own", "state": "ACTIVE", "expires_at": SOON}),
    "abroad": ("transfer-table", {"transaction_id": SENT, "status": "SUBMITTED", "external": {"network": "ach"}}),
    "network's wait": ("wait-table", waits(NETWORK, "transfers_external")),
    "network": ("network-table", {"id": SENT, "trace_number": "1", "settled_at": ""}),
    "file": ("kyc-table", {"customer_id": "ana", "submission_id": "s", "status": "IN_REVIEW", "queue": "OPEN"}),
    "file's wait": ("wait-table", waits("s", "customers_kyc_review")),
    "upload": ("kyc-document-table", {"customer_id": "ana", "document_id": "d", "status": "UPLOADING", "expires_at": 1}),
    "report": ("fraud-reports", {"report_id": "r", "status": "OPEN", "listed": "ctr#OPEN"}),
    "proposal": (
        "approval-table",
        {"approval_id": "p", "kind": "k", "subject": "l", "status": "PENDING", "open_until": SOON},
    ),
    "its place": ("approval-table", {"approval_id": "k#l", "waits_for": "p", "open_until": SOON}),
    "series": ("schedule-table", {"schedule_id": "m", "status": "ACTIVE", "look_at": SOON}),
    "mail": (
        "notification-table",
        {"uuid": "n", "createdAt": LONG_AGO, "messageId": "n", "userId": "ana", "status": "PENDING", "heldUntil": SOON},
    ),
    "held mail": ("notification-held-table", {"slot": "a", "due": f"{SOON}#ana#n"}),
}
ERROR = {"uuid": "e", "createdAt": LONG_AGO, "status": "OPEN", "retry": {"body": '{"statementId": "x"}'}}
STATEMENT = {"account_id": "a", "statement_id": "x", "status": "PENDING"}


def found(*more, without=(), dead=(), **changed):
    """Of everything above but what is taken away or another, and more."""
    world = World(0)
    with world.entered():
        rows = {name: (table, row | changed.get(name.replace(" ", "_"), {})) for name, (table, row) in THERE.items()}
        for table, row in [*(rows[name] for name in rows if name not in without), *more]:
            keep(world, table, row)
        for table, row in rows.values():
            if table == "wait-table":
                run = SimpleNamespace(machine=SimpleNamespace(name=row["machine"]), name=row["wait_id"])
                run.status = "FAILED" if row["wait_id"] in dead else "RUNNING"
                world.doubles["stepfunctions"].executions[row["wait_id"]] = run
        return list(nothing_is_open_that_nobody_ends(SimpleNamespace(world=world)))


def test_what_has_somebody_is_no_finding():
    assert not found()


def test_what_can_be_done_once_more_has_somebody():
    assert found(("statement-table", STATEMENT)) == ["statement-table x is PENDING: it was never made"]
    assert not found(("statement-table", STATEMENT), ("statement-error-table", ERROR))
    assert found(("statement-table", STATEMENT), ("statement-error-table", ERROR | {"status": "RETRIED"}))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("its wait", "transfer-table held is UNDER_REVIEW: nothing waits"),
        ("its hold", "transfer-table held is UNDER_REVIEW: its money is not held"),
        ("its hit", "transfer-table held is UNDER_REVIEW: nobody sees a case"),
        ("case", "held-payment-table paid is UNDER_REVIEW: nobody sees a case"),
        ("payment's wait", "held-payment-table paid is UNDER_REVIEW: nothing waits"),
        ("held payment", "payment-table paid is PENDING: it is not held"),
        ("network's wait", f"transfer-table {SENT} is SUBMITTED: nothing waits"),
        ("abroad", f"network-table {SENT} is open: its transfer knows nothing"),
        ("file's wait", "kyc-table ana is IN_REVIEW: nothing waits"),
        ("file", "wait-table s is open: what it waits for is over"),
        ("its place", "approval-table p is PENDING: another one waits"),
        ("proposal", "approval-table k#l is open: it keeps others"),
        ("held mail", "notification-table n is PENDING: it is not held"),
    ],
)
def test_what_lacks_its_end_is_found(missing, said):
    assert said in str(found(without=[missing]))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"transfer": {"status": "CANCELLED"}}, "ledger-holds hold is ACTIVE: what it is kept for is over"),
        ({"transfer": {"status": "CANCELLED"}}, "wait-table held is open: what it waits for is over"),
        ({"transfer": {"status": "CANCELLED"}}, "fraud-cases case is OPEN: it says that other money waits"),
        ({"transfer": {"status": "CANCELLED"}}, "fraud-cases case is open: what waits of it is over"),
        ({"transfer": {"status": "BALANCE_RESERVED"}}, "transfer-table held is BALANCE_RESERVED: its turn never came"),
        ({"its_wait": {"outcome": "APPROVED"}}, "transfer-table held is UNDER_REVIEW: nothing waits"),
        ({"its_wait": {"token": ""}}, "wait-table held is open: no execution waits with it"),
        ({"its_wait": {"due_at": LONG_AGO}}, "wait-table held is open: what was due was not done"),
        ({"case": {"status": "CLOSED"}}, "transfer-table held is UNDER_REVIEW: nobody sees a case"),
        ({"case": {"status": "INVESTIGATING"}}, "fraud-cases case is INVESTIGATING: nobody has it"),
        ({"own_hold": {"expires_at": LONG_AGO}}, "ledger-holds own is ACTIVE: it has ended"),
        ({"abroad": {"status": "FAILED"}}, f"network-table {SENT} is open: its transfer knows nothing"),
        ({"file": {"queue": None}}, "kyc-table ana is IN_REVIEW: no staff see it"),
        ({"file": {"status": "SUBMITTED"}}, "kyc-table ana is SUBMITTED: it was never compared"),
        ({"upload": {"status": "SCANNING"}}, "kyc-document-table d is SCANNING: it was never scanned"),
        ({"upload": {"expires_at": None}}, "kyc-document-table d is UPLOADING: its row stays"),
        ({"report": {"listed": "ctr#FILED"}}, "fraud-reports r is OPEN: no staff see it"),
        ({"proposal": {"status": "REJECTED"}}, "approval-table k#l is open: it keeps others"),
        ({"series": {"look_at": LONG_AGO}}, "schedule-table m is ACTIVE: no sweep looks after it"),
        ({"held_mail": {"due": f"{LONG_AGO}#ana#n"}}, "is open: nobody let it go"),
        ({"mail": {"status": "SENDING"}}, "notification-table n is SENDING: nobody tries it again"),
    ],
)
def test_what_says_another_thing_than_its_end_is_found(changed, said):
    assert said in str(found(**changed))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("operations", {"operation_id": "o", "status": "PENDING"}), "operations o is PENDING: it is not held"),
        (("fraud-backtests", {"backtest_id": "b", "status": "RUNNING"}), "fraud-backtests b is RUNNING: it stands still"),
        (("report-table", {"report_id": "r", "status": "PENDING"}), "report-table r is PENDING: it was never built"),
        (("loan-table", {"loan_id": "l", "status": "APPROVED", "disbursed_at": ""}), "loan-table l is APPROVED: it was approved"),
    ],
)
def test_what_nobody_began_to_end_is_found(row, said):
    assert said in str(found(row))


def test_an_execution_that_died_waits_for_nobody():
    assert found(dead=["held"]) == ["wait-table held is open: no execution waits with it"]


def test_a_file_that_came_is_to_be_scanned():
    (upload,) = (each for each in OPEN if "it came, and nobody scans it" in each.ended_by)
    there = SimpleNamespace(world=World(0))
    row = {"customer_id": "ana", "document_id": "d"}
    assert upload.ended_by["it came, and nobody scans it"](row, there)
    there.world.doubles["s3"].buckets["kyc-quarantine"]["ana/d"] = b"%PDF-"
    assert not upload.ended_by["it came, and nobody scans it"](row, there)
