"""Operations, payments and loans against the journal: nothing waits for an outcome that the journal or a review knows, and what is
called successful is what was posted.

Rows are read before the journal, so a posting without its row's outcome is not one that came between. A refusal is looked
for only where a row waits: the journal forgets refusals after a month. Memory: a line for each row that waits or has just
ended, a few numbers an account.
"""

from collections import defaultdict
from collections.abc import Iterator

from chalicelib.accounts import public as accounts
from chalicelib.banking import public as banking
from chalicelib.ledger.public import Finding, Progress
from chalicelib.loans import public as loans
from chalicelib.payments import public as payments
from chalicelib.platform.dynamo import Item
from chalicelib.reconciliation.operations.cut import Cut
from chalicelib.reconciliation.operations.tally import Tally, compare
from chalicelib.reconciliation.operations.verify_limits import Limits
from chalicelib.reviews import public as reviews
from chalicelib.wallets import public as wallets

OPERATIONS, PAYMENTS, LOANS = "operations", "payment-table", "loan-table"


class Outcomes:
    """Reads the rows; then takes the journal item by item, then compares."""

    def __init__(self, cut: Cut, progress: Progress, limits: Limits) -> None:
        self._cut = cut
        self._waiting: dict[str, tuple[str, str]] = {}  # by scope: the table, and the row's id
        self._just_ended: set[str] = set()  # payments whose posting may lie on either side of the cut
        self._under_way: dict[tuple[str, str], int] = defaultdict(int)
        self._maybe_under_way: dict[tuple[str, str], int] = defaultdict(int)
        self._operations: dict[str, Tally] = defaultdict(Tally)
        self._payments: dict[str, Tally] = defaultdict(Tally)
        self._loans: dict[str, Tally] = defaultdict(Tally)
        for number, operation in enumerate(banking.every_operation(), start=1):
            progress(OPERATIONS, number)
            self._take_operation(operation)
        for number, payment in enumerate(payments.every_payment(), start=1):
            progress(PAYMENTS, number)
            self._take_payment(payment)
            limits.take_payment(payment)
        for number, loan in enumerate(loans.every_loan(), start=1):
            progress(LOANS, number)
            self._take_loan(loan)
        self._rows = {row_id: table for table, row_id in self._waiting.values()}
        self._decided: list[Finding] = []

    def _take_operation(self, operation: banking.Operation) -> None:
        key = (operation.owner_id, operation.account_id)
        if operation.status == "PENDING":
            self._waiting[banking.scope_of(operation)] = (OPERATIONS, operation.operation_id)
            counted = self._under_way if not self._cut.is_young(operation.created_at) else self._maybe_under_way
            counted[key] += 1
        elif self._cut.is_young(operation.completed_at):
            self._maybe_under_way[key] += 1
        elif operation.status == "SUCCESSFUL":
            row = (operation.operation_id, operation.transaction_id, operation.type, operation.amount_minor)
            self._operations[operation.account_id].add(row)

    def _take_payment(self, payment: payments.Payment) -> None:
        scope = payments.scope_of(payment)
        if payment.status == "PENDING":
            self._waiting[scope] = (PAYMENTS, payment.payment_id)
        elif self._cut.is_young(payment.settled_at):
            self._just_ended.add(payment.payment_id)
        elif payment.status == "SUCCESSFUL":
            self._payments[payment.wallet_id].add((payment.payment_id, payment.amount_minor))

    def take_held(self, held: reviews.HeldPayment) -> None:
        """Nothing waits of which whoever looked at it has decided."""
        decided = held.status != "UNDER_REVIEW" and not self._cut.is_young(held.ended_at)
        if decided and (table := self._rows.get(held.transaction_id)):
            detail = f"waits, its review came to {held.status} at {held.ended_at}"
            self._decided.append(Finding(table, held.transaction_id, detail))

    def _take_loan(self, loan: loans.Loan) -> None:
        if loan.disbursed_at:
            if not self._cut.is_young(loan.disbursed_at):
                self._loans[loan.loan_id].add((loan.wallet_id, loan.principal_minor, loan.disbursed_at))
        elif loan.status == "APPROVED":
            self._waiting[wallets.disbursement_scope(loan.owner_id, loan.loan_id)] = (LOANS, loan.loan_id)

    def judge(self, item: Item) -> Iterator[Finding]:
        """Takes one journal item not younger than the cut."""
        waits = self._waiting.get(item["scope"])
        if waits is not None:
            # A loan that could not be paid out goes on waiting, and so does what a person looks at.
            if (waits[0] != LOANS or "refusal" not in item) and item["kind"] != reviews.HELD:
                yield Finding(*waits, f"waits, the journal has {item['kind']} of {item['at']}")
        elif item["kind"] in banking.DONE.values():
            (touched,) = item["touched"]
            details = touched["details"]
            told = (details["operationId"], item["posting_id"], details["type"], _moved(item, touched))
            self._operations[touched["account"]].expect(told)
        elif item["kind"] == wallets.PAYMENT:
            (touched,) = item["touched"]
            payment_id = touched["details"]["paymentId"]
            if payment_id not in self._just_ended:
                self._payments[touched["account"]].expect((payment_id, _moved(item, touched)))
        elif item["kind"] == wallets.DISBURSEMENT:
            (loan_id,) = (leg["account"] for leg in item["legs"] if leg["amount"] < 0)
            for leg in item["legs"]:
                if leg["amount"] > 0:
                    self._loans[loan_id].expect((leg["account"], leg["amount"], item["at"]))

    def compare(self, pending: dict[tuple[str, str], int]) -> Iterator[Finding]:
        yield from self._decided
        yield from compare(OPERATIONS, self._operations)
        yield from compare(PAYMENTS, self._payments)
        yield from compare(LOANS, self._loans)
        for key in {**pending, **self._under_way}:
            counted, least = pending.get(key, 0), self._under_way[key]
            if not least <= counted <= least + self._maybe_under_way[key] and _counts(key) == counted:
                yield Finding("pending", key[1], f"its row counts {counted} operations under way, there are {least}")


def _moved(item: Item, touched: Item) -> int:
    return abs(sum(leg["amount"] for leg in item["legs"] if leg["account"] == touched["account"]))


def _counts(key: tuple[str, str]) -> int | None:
    """What the account's row counts now: when that is something else, operations have come or gone meanwhile."""
    try:
        return accounts.find(*key).pending
    except accounts.errors.UnknownAccount:
        return 0
