"""What must hold of money that is sent, whenever a transfer is written: the rules that the bank's guards keep, in plain Python and seen
from outside. How much may be sent is in `spending.py`, to whom in `screening.py`."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from simulation.bank.screening import Screening
from simulation.bank.spending import Spending
from simulation.bank.standings import Standings
from simulation.bank.writes import Row, Writes, is_outgoing, money

if TYPE_CHECKING:
    from simulation.world import World

# What may follow what; a transfer is begun in one of the first.
_BEGUN = {"COMPLETED", "UNDER_REVIEW", "BALANCE_RESERVED"}
_NEXT: Mapping[str, set[str]] = {
    "UNDER_REVIEW": {"BALANCE_RESERVED", "COMPLETED", "FAILED", "CANCELLED"},
    "BALANCE_RESERVED": {"COMPLETED", "SUBMITTED", "FAILED", "CANCELLED"},
    "SUBMITTED": {"COMPLETED", "RETURNED"},
    "COMPLETED": {"PARTIALLY_REVERSED", "REVERSED", "RETURNED"},
    "PARTIALLY_REVERSED": {"PARTIALLY_REVERSED", "REVERSED"},
}
_KNOWN, _ASK_ABOVE, _IN_A_ROW = {"FULL", "ENHANCED"}, 30_00, 5
_OF_SENDING = {
    "transfer-table", "payee-table", "schedule-table", "held-payment-table", "transfer-limits", "payment-table", "ledger-journal",
}  # fmt: skip
_RETURNABLE = timedelta(days=7)  # two banking days, with every weekend and holiday that may lie between


class Sending:
    """Told of everything that one call wrote."""

    def __init__(self, world: "World") -> None:
        self._dynamodb, self._now = world.doubles["dynamodb"], world.now
        self._standings = Standings(world)
        self._screening, self._spending = Screening(world, self._standings), Spending(self._standings)

    def wrong(self, writes: Writes) -> Iterator[str]:
        """A sentence for everything that the rules say against it."""
        self._standings.note(writes)
        self._screening.note(writes)
        if not writes.tables & _OF_SENDING:
            return
        for before, after in writes.of("transfer-table"):
            if after is not None:
                found = (f"the transfer {after['transaction_id']} {each}" for each in self._stepped(before or {}, after, writes))
                yield from found
        for before, after in writes.of("payee-table"):
            if after is not None:
                yield from self._kept(before or {}, after, writes)
        for before, after in writes.of("schedule-table"):
            if before is None and after is not None:
                yield from self._series(after, writes)
        yield from self._screening.wrong(writes)
        yield from self._spending.wrong(writes)

    def _stepped(self, before: Row, after: Row, writes: Writes) -> Iterator[str]:
        was, is_now = before.get("status"), after["status"]
        if is_now not in (_NEXT.get(was, set()) if was else _BEGUN) and is_now != was:
            yield f"went from {was} to {is_now}"
        if not before and is_outgoing(after):
            yield from self._begun(after, writes)
        yield from self._given_back(before, after)
        if was and is_now != was:
            yield from self._ended(before, after, writes)
        network, former = after.get("external") or {}, before.get("external") or {}
        if former.get("trace_number") and (network["trace_number"] != former["trace_number"] or is_now == was):
            yield "was taken twice by its network"

    def _begun(self, made: Row, writes: Writes) -> Iterator[str]:
        levels = self._standings.levels(made["owner_id"])
        if levels <= {"NONE"} or (made.get("external") and not levels & _KNOWN):
            yield f"was sent by somebody of level {levels}"
        yield from self._consented(made, writes)

    def _consented(self, made: Row, writes: Writes) -> Iterator[str]:
        """For a new payee, the fifth in a row and what is not small; not for who is trusted, and a day of a series."""
        (payee, payee_now), (limit, limit_now) = self._payee(made, writes), writes.one("transfer-limits")
        payee, unasked = payee or {}, (limit or {}).get("unasked", 0)
        asked = writes.consents_to(made["from_account"], made["to_account"], *money(made), "payment")
        trusted, excused = bool(payee.get("trusted")), self._excused(writes)
        small = payee.get("paid_at") and unasked + 1 < _IN_A_ROW and made["amount_minor"] <= _ASK_ABOVE
        if not (trusted or excused or asked or small):
            yield f"of {made['amount_minor']} went without consent, the {unasked + 1}. in a row, to a payee who is {payee}"
        if trusted and not (payee_now or {}).get("trusted"):
            yield "went without consent to somebody who is trusted no more"
        counted = unasked if trusted or excused else 0 if asked else unasked + 1
        if limit_now is None or limit_now["unasked"] != counted:
            yield f"leaves {limit_now} where {counted} went in a row without consent"

    def _excused(self, writes: Writes) -> bool:
        """Whether it is a day of a series that the payer consented to as a whole."""
        _, run = writes.one("schedule-runs")
        series = self._dynamodb.item("schedule-table", run["schedule_id"]) if run else None
        return bool(series and series["consented"])

    def _series(self, made: Row, writes: Writes) -> Iterator[str]:
        if made["owner_id"] != made["payee_id"]:
            payee, _ = self._payee(made, writes)
            asked = writes.consents_to(made["from_account"], made["to_account"], *money(made), "series")
            if not asked and not (payee or {}).get("trusted"):
                yield f"the series {made['schedule_id']} was made without consent"

    def _kept(self, before: Row, after: Row, writes: Writes) -> Iterator[str]:
        """Who is trusted, and an account at another bank, whose holder nobody knows, are kept with consent."""
        trusts, is_kept = after["trusted"] and not before.get("trusted"), after["name"] and not before.get("name")
        if trusts or (is_kept and after.get("external")):
            if not writes.consents_to("", after["account_id"], "payee"):
                yield f"the payee {after['payee_id']} was kept without consent, trusted: {after['trusted']}"

    def _payee(self, transfer: Row, writes: Writes) -> tuple[Row | None, Row | None]:
        """Before and after."""
        if written := writes.of("payee-table"):
            return written[0]
        found = self._dynamodb.items("payee-table")
        owner, account = transfer["owner_id"], transfer["to_account"]
        same = next((each for each in found if each["owner_id"] == owner and each["account_id"] == account), None)
        return same, same

    def _given_back(self, before: Row, after: Row) -> Iterator[str]:
        given = after.get("reversed_minor", 0) - before.get("reversed_minor", 0)
        if given and after.get("external"):
            yield f"gives {given} back of what another bank has"
        if given < 0 or after.get("reversed_minor", 0) > after["amount_minor"]:
            yield f"gives {given} back, {after['reversed_minor']} of {after['amount_minor']}"

    def _ended(self, before: Row, after: Row, writes: Writes) -> Iterator[str]:
        payer, is_now = self._status(after["owner_id"], after["from_account"]), after["status"]
        payee = self._status(after["payee_id"], after["to_account"])
        if is_now == "SUBMITTED" and payer in ("FROZEN", "CLOSED"):
            yield f"goes to its network out of an account that is {payer}"
        if is_now == "FAILED" and after["reason"] == "account_closed" and payer != "CLOSED":
            yield f"failed for an account that is closed; the payer's is {payer}, the payee's {payee}"
        if is_now == "COMPLETED" and payee == "CLOSED":
            yield "pays into an account that is closed"
        if was_held := before["status"] == "UNDER_REVIEW":
            waiting = [
                each for each in self._approvals(after) if each["status"] == "PENDING" and each["open_until"] > after["ended_at"]
            ]
            yield from (f"is {is_now}, and {each['approval_id']} is still proposed" for each in waiting)
        if was_held and is_now in ("COMPLETED", "BALANCE_RESERVED"):
            if not any(each and each["status"] == "APPROVED" for _, each in writes.of("approval-table")):
                yield "went on, and nobody approved it"
        if is_now == "RETURNED":
            yield from self._came_back(before, after, writes)

    def _came_back(self, before: Row, after: Row, writes: Writes) -> Iterator[str]:
        network = before["external"]
        if network["network"] == "wire":
            yield "came back by wire"
        settled = before["status"] == "COMPLETED"
        if settled and self._now().date() > date.fromisoformat(network["effective_date"]) + _RETURNABLE:
            yield f"came back too late, of {network['effective_date']}"
        source = "bank:settlement" if settled else "bank:network"
        legs = [leg for _, posting in writes.of("ledger-journal") if posting for leg in posting.get("legs", ())]
        if not any(leg["account"] == source and leg["amount"] < 0 for leg in legs):
            yield f"came back from elsewhere than {source}: {legs}"

    def _approvals(self, transfer: Row) -> Iterator[Row]:
        found = self._dynamodb.items("approval-table")
        return (each for each in found if each.get("subject") == transfer["transaction_id"])

    def _status(self, owner: str, account: str) -> str:
        found = self._dynamodb.item("ledger-accounts", owner, account)
        return str(found["status"]) if found else ""
