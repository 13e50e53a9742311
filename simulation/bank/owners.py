"""Who ends what is not at its end, once everything rests: what is open in which table, and what must be there then to end it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock
from chalicelib.transfers.external import wait_id_of
from simulation.bank.tables import errors, items

if TYPE_CHECKING:
    from simulation.bank.town import Town
    from simulation.world import World

Finding = Iterator[str]
Row = dict[str, Any]
# What no clock began is looked for by night; a sweep looks after waits and series every few minutes.
_LOOKED_FOR_AFTER, _SWEPT_AFTER = timedelta(hours=2), timedelta(hours=1)
_REVIEWED = ("transfer-table", "held-payment-table")  # for which the money waits that a person decides about


class There:
    """What there is at rest."""

    def __init__(self, world: "World") -> None:
        self.world = world

    def row(self, table: str, *key: str) -> Row:
        return self.world.doubles["dynamodb"].item(table, *key) or {}

    def is_reviewed(self, transaction_id: str) -> bool:
        return any(self.row(table, transaction_id).get("status") == "UNDER_REVIEW" for table in _REVIEWED)

    def is_over(self, moment: str, by: timedelta = timedelta(0)) -> bool:
        return moment < clock.to_text(self.world.now() - by)

    @cached_property
    def running(self) -> set[tuple[str, str]]:
        executions = self.world.doubles["stepfunctions"].executions.values()
        return {(each.machine.name, each.name) for each in executions if each.status == "RUNNING"}

    @cached_property
    def subjects(self) -> set[str]:
        """What the open rows say they wait under."""
        return {each.waits(row) for each in OPEN if each.waits for row in each.rows(self.world)}

    @cached_property
    def reviewed(self) -> Counter[str]:
        """How much of each case waits."""
        return Counter(row["case_id"] for table in _REVIEWED for row in items(self.world, table) if _is("UNDER_REVIEW")(row))

    @cached_property
    def retriable(self) -> str:
        """What somebody of the staff can have done once more, as text."""
        return str([each["retry"] for each in errors(self.world) if each["status"] == "OPEN" and each.get("retry")])


Owner = Callable[[Row, There], bool]


@dataclass(frozen=True)
class Open:
    """Rows of a table, known by `key`, that are not at their end; the entry of wait-table that they have, and all else that ends them, each by
    what is said where it is missing."""

    table: str
    key: str
    is_open: Callable[[Row], bool]
    ended_by: dict[str, Owner]
    waits: Callable[[Row], str] | None = None

    def rows(self, world: "World") -> Iterator[Row]:
        return (row for row in items(world, self.table) if self.is_open(row))

    def missing(self, row: Row, there: There) -> Finding:
        if self.waits and there.row("wait-table", self.waits(row)).get("outcome") != "":
            yield "nothing waits for what becomes of it"
        yield from (said for said, is_there in self.ended_by.items() if not is_there(row, there))


def nothing_is_open_that_nobody_ends(town: "Town") -> Finding:
    """Neither by waiting, nor by a person who sees it, nor by a clock; unless it failed, and can be done once more."""
    there = There(town.world)
    for each in OPEN:
        for row in each.rows(town.world):
            for said in each.missing(row, there):
                if row[each.key] not in there.retriable:
                    yield f"{each.table} {row[each.key]} is {_state(row)}: {said}"


def _is(*states: str) -> Callable[[Row], bool]:
    return lambda row: _state(row) in states


def _state(row: Row) -> str:
    return str(row.get("status") or row.get("state") or "open")


def _nobody(row: Row, there: There) -> bool:
    return False


def _case(row: Row, there: There) -> bool:
    """Somebody of the staff sees the case, and in it that this waits."""
    case, hit = there.row("fraud-cases", row["case_id"], "case"), f"hit#{row['transaction_id']}"
    return case.get("status") in ("OPEN", "INVESTIGATING") and bool(there.row("fraud-cases", row["case_id"], hit).get("waits"))


def _held(row: Row, there: There) -> bool:
    return there.row("ledger-holds", row["hold_id"]).get("state") == "ACTIVE"


def _kept(row: Row, there: There) -> bool:
    """What a hold is kept for goes on."""
    keeper = row.get("keeper")
    on_its_way = keeper and there.row("transfer-table", keeper).get("status") in ("BALANCE_RESERVED", "SUBMITTED")
    return not keeper or on_its_way or there.is_reviewed(keeper)


def _not_over(row: Row, there: There) -> bool:
    return not there.is_over(row["expires_at"], _LOOKED_FOR_AFTER)


def _under_review(key: str) -> Owner:
    return lambda row, there: there.is_reviewed(row[key])


def _its_execution(row: Row, there: There) -> bool:
    return bool(row["token"]) and (row["machine"], row["execution"]) in there.running


def _proposed(row: Row, there: There) -> bool:
    """Staff see it, nothing else can be proposed meanwhile; or the clock has ended it."""
    of_subject = there.row("approval-table", f"{row['kind']}#{row['subject']}")
    return of_subject.get("waits_for") == row["approval_id"] or there.is_over(row["open_until"])


def _at_the_network(row: Row, there: There) -> bool:
    return _is("BALANCE_RESERVED", "SUBMITTED", "COMPLETED", "RETURNED")(there.row("transfer-table", row["id"]))


def _not_due(row: Row, there: There) -> bool:
    return not there.is_over(row["due"].partition("#")[0], _LOOKED_FOR_AFTER)


def _held_mail(row: Row, there: There) -> bool:
    due = f"{row['heldUntil']}#{row['userId']}#{row['uuid']}"
    return bool(there.row("notification-held-table", row["userId"][-1], due))


def _its_file(row: Row, there: There) -> bool:
    return f"{row['customer_id']}/{row['document_id']}" in there.world.doubles["s3"].buckets["kyc-quarantine"]


_A_REVIEW: dict[str, Owner] = {"nobody sees a case of it": _case, "its money is not held": _held}
OPEN = (
    Open("transfer-table", "transaction_id", _is("UNDER_REVIEW"), _A_REVIEW, waits=lambda row: row["transaction_id"]),
    Open("held-payment-table", "transaction_id", _is("UNDER_REVIEW"), _A_REVIEW, waits=lambda row: row["transaction_id"]),
    Open(
        "transfer-table",
        "transaction_id",
        lambda row: bool(row.get("external")) and _is("BALANCE_RESERVED", "SUBMITTED")(row),
        {},
        waits=lambda row: wait_id_of(row["transaction_id"]),
    ),
    Open(
        "transfer-table",
        "transaction_id",
        lambda row: not row.get("external") and _is("BALANCE_RESERVED")(row),
        {"its turn never came": _nobody},
    ),
    Open("network-table", "id", lambda row: "trace_number" in row, {"its transfer knows nothing of it": _at_the_network}),
    Open("payment-table", "payment_id", _is("PENDING"), {"it is not held": _under_review("payment_id")}),
    Open("operations", "operation_id", _is("PENDING"), {"it is not held": _under_review("operation_id")}),
    Open("ledger-holds", "hold_id", _is("ACTIVE"), {"what it is kept for is over": _kept, "it has ended": _not_over}),
    Open(
        "kyc-table",
        "customer_id",
        _is("IN_REVIEW"),
        {"no staff see it": lambda row, there: row.get("queue") == "OPEN"},
        waits=lambda row: row["submission_id"],
    ),
    Open("kyc-table", "customer_id", _is("SUBMITTED"), {"it was never compared": _nobody}),
    Open("kyc-document-table", "document_id", _is("SCANNING"), {"it was never scanned": _nobody}),
    Open(
        "kyc-document-table",
        "document_id",
        _is("UPLOADING"),
        {
            "it came, and nobody scans it": lambda row, there: not _its_file(row, there),
            "its row stays": lambda row, there: row.get("expires_at") is not None,
        },
    ),
    Open(
        "fraud-cases",
        "case_id",
        lambda row: row["part"] == "case",
        {
            "it says that other money waits": lambda row, there: row["waiting"] == there.reviewed[row["case_id"]],
            "nobody has it": lambda row, there: row["status"] == "OPEN" or bool(row["assigned_to"]),
        },
    ),
    Open(
        "fraud-cases",
        "case_id",
        lambda row: row["part"].startswith("hit#") and bool(row.get("waits")),
        {"what waits of it is over": lambda row, there: there.is_reviewed(row["part"].removeprefix("hit#"))},
    ),
    Open("fraud-reports", "report_id", _is("OPEN"), {"no staff see it": lambda row, there: row["listed"].endswith("OPEN")}),
    Open("fraud-backtests", "backtest_id", _is("RUNNING"), {"it stands still": _nobody}),
    Open("approval-table", "approval_id", _is("PENDING"), {"another one waits for its subject": _proposed}),
    Open(
        "approval-table",
        "approval_id",
        lambda row: "waits_for" in row,
        {
            "it keeps others from being proposed, and is decided": lambda row, there: _is("PENDING")(
                there.row("approval-table", row["waits_for"])
            )
        },
    ),
    Open(
        "loan-table",
        "loan_id",
        lambda row: _is("APPROVED")(row) and not row["disbursed_at"],
        {"it was approved, and not paid out": _nobody},
    ),
    Open(
        "schedule-table",
        "schedule_id",
        _is("ACTIVE"),
        {"no sweep looks after it": lambda row, there: not there.is_over(row.get("look_at", ""), _SWEPT_AFTER)},
    ),
    Open("notification-table", "messageId", _is("SENDING", "FAILED", "UNKNOWN"), {"nobody tries it again": _nobody}),
    Open("notification-table", "messageId", _is("PENDING"), {"it is not held until then": _held_mail}),
    Open("notification-held-table", "due", _is("open"), {"nobody let it go": _not_due}),
    Open("statement-table", "statement_id", _is("PENDING"), {"it was never made": _nobody}),
    Open("report-table", "report_id", _is("PENDING"), {"it was never built": _nobody}),
    Open(
        "wait-table",
        "wait_id",
        lambda row: not row["outcome"],
        {
            "no execution waits with it": _its_execution,
            "what it waits for is over": lambda row, there: row["wait_id"] in there.subjects,
            "what was due was not done": lambda row, there: not there.is_over(row["due_at"], _SWEPT_AFTER),
        },
    ),
)
