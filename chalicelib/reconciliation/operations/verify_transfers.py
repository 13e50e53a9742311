"""Transfers against the journal: each whose money moved was posted once, for its amount, and what it calls given back was; of those to
other banks each step was, and the network has what they say it has. One that waits has its money on hold; where it waits for a person its
case counts it.

Rows are read before the journal. One that was made or given back a moment before the cut may have its posting on either side
of it, and is left for the next time. Memory: two numbers an account that pays, one a transfer that was given back, the id of each that waits.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock
from chalicelib.ledger.public import Finding, Progress, errors, find_hold
from chalicelib.networks import public as networks
from chalicelib.platform.dynamo import Item
from chalicelib.reconciliation.operations.cut import Cut
from chalicelib.reconciliation.operations.tally import Tally, compare
from chalicelib.reconciliation.operations.verify_limits import Limits
from chalicelib.reviews import public as reviews
from chalicelib.transfers import public as transfers

TABLE, NETWORK, HELD = "transfer-table", "network-table", "held-payment-table"
LONGEST_POSTING = timedelta(minutes=1)  # between what a request calls now and what its posting does


class Transfers:
    """Reads the rows; then takes the journal item by item, then compares."""

    def __init__(self, cut: Cut, progress: Progress, limits: Limits) -> None:
        self._settled = Cut(clock.to_text(clock.from_text(cut.after) - LONGEST_POSTING), cut.before)
        self._made: dict[str, Tally] = defaultdict(Tally)
        self._just_made: set[str] = set()
        self._given: dict[str, int] = defaultdict(int)  # what rows call given back, less what the journal does
        self._just_given: set[str] = set()
        self._waiting: dict[str, list[str]] = defaultdict(list)  # transfers that wait for a person, by case
        self._faults: list[Finding] = []
        self._handed: dict[str, Tally] = defaultdict(Tally)  # by the day for which the network took it
        for number, transfer in enumerate(transfers.every_transfer(), start=1):
            progress(TABLE, number)
            limits.take_transfer(transfer)
            if transfer.external and transfer.status != "UNDER_REVIEW":
                self._take_external(transfer)
            else:
                self._take(transfer)
        for number, submission in enumerate(networks.every_submission(), start=1):
            progress(NETWORK, number)
            if submission.payment_id not in self._just_made:
                self._handed[submission.effective_date].expect(
                    (submission.payment_id, submission.trace_number, submission.amount_minor)
                )

    def _take_external(self, transfer: transfers.Transfer) -> None:
        moved_at = transfer.to_bank.moved_at or transfer.ended_at or transfer.created_at
        if self._settled.is_young(moved_at):
            self._just_made.add(transfer.transaction_id)
            return
        if transfer.status == "BALANCE_RESERVED":
            self._check_hold(transfer)
        for kind in transfer.postings:
            self._made[transfer.customers_account].add((transfer.transaction_id, kind, transfer.amount_minor))
        if transfer.owner_id and transfer.to_bank.trace_number:
            row = (transfer.transaction_id, transfer.to_bank.trace_number, transfer.amount_minor)
            self._handed[transfer.to_bank.effective_date].add(row)

    def _take(self, transfer: transfers.Transfer) -> None:
        if self._settled.is_young(transfer.ended_at or transfer.created_at):
            self._just_made.add(transfer.transaction_id)
        elif transfer.status == "UNDER_REVIEW":
            self._take_held(transfer)
        elif transfer.status == "BALANCE_RESERVED":
            self._check_hold(transfer)
        elif transfer.has_moved:
            row = (transfer.transaction_id, transfer.to_account, transfer.amount_minor)
            self._made[transfer.from_account].add(row)
        if self._settled.is_young(transfer.reversed_at):
            self._just_given.add(transfer.transaction_id)
        elif transfer.reversed_minor:
            self._given[transfer.transaction_id] += transfer.reversed_minor

    def take_held(self, held: reviews.HeldPayment) -> None:
        if held.status == "UNDER_REVIEW":
            self._take_held(held)

    def _take_held(self, transfer: transfers.Transfer | reviews.HeldPayment) -> None:
        self._waiting[transfer.case_id].append(transfer.transaction_id)
        self._check_hold(transfer)

    def _check_hold(self, transfer: transfers.Transfer | reviews.HeldPayment) -> None:
        try:
            hold = find_hold(transfer.owner_id, transfer.hold_id)
        except errors.UnknownHold:
            kept: tuple[object, ...] = ()
        else:
            kept = (hold.state, hold.amount_minor, hold.keeper)
        if kept != ("ACTIVE", transfer.amount_minor, transfer.transaction_id) and _waits(transfer.transaction_id):
            table = TABLE if isinstance(transfer, transfers.Transfer) else HELD
            self._faults.append(Finding(table, transfer.transaction_id, f"waits, and its hold says {kept}"))

    def judge(self, item: Item) -> None:
        """Takes one journal item not younger than the cut."""
        if item["kind"] == transfers.TRANSFERRED and "refusal" not in item:
            # Of one that a person approved the posting is another's than the transfer.
            transfer_id = item["touched"][0]["details"]["transactionId"]
            if transfer_id in self._just_made:
                return
            payer, payee = sorted(item["legs"], key=lambda leg: leg["amount"])
            self._made[payer["account"]].expect((transfer_id, payee["account"], payee["amount"]))
        elif item["kind"] in transfers.EXTERNAL and "refusal" not in item:
            told = json.loads(item["body"])
            if told["transactionId"] not in self._just_made:
                amount = max(leg["amount"] for leg in item["legs"])
                self._made[told["accountId"]].expect((told["transactionId"], item["kind"], amount))
        elif item["kind"] == transfers.GIVEN_BACK and "refusal" not in item:
            transfer_id = item["touched"][0]["details"]["reverses"]
            self._given[transfer_id] -= max(leg["amount"] for leg in item["legs"])

    def compare(self) -> Iterator[Finding]:
        yield from compare(TABLE, self._made)
        yield from compare(NETWORK, self._handed)
        yield from self._faults
        for case_id, transfer_ids in self._waiting.items():
            case = fraud.find_case(case_id)
            counted = case.waiting if case is not None and case.status != "CLOSED" else 0
            if counted < len(transfer_ids) and counted < (waiting := sum(map(_waits, transfer_ids))):
                yield Finding("fraud-cases", case_id, f"money of {waiting} payments waits, it counts {counted}")
        for transfer_id, difference in self._given.items():
            if difference and transfer_id not in self._just_given:
                yield Finding(TABLE, transfer_id, f"what it calls given back differs from the journal by {difference}")


def _waits(transfer_id: str) -> bool:
    """Whether it still does: it may have been decided since it was read."""
    now = transfers.find_transfer(transfer_id) or reviews.find(transfer_id)
    return now is not None and now.status in ("UNDER_REVIEW", "BALANCE_RESERVED")
