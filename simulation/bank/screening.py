"""Whom the bank does not pay, and what it looks at first: what its screening has said of a transfer or payment, and what it should have said."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chalicelib.kernel import clock
from simulation.bank.standings import A_WHILE, Standings
from simulation.bank.writes import Row, Writes, is_outgoing

if TYPE_CHECKING:
    from simulation.world import World

# What is asked about when it leaves an account, beside transfers.
SCREENED = {"WITHDRAW_EVENT", "card.purchase", "payment.debited", "wallet.debited", "balance.debited"}
_JUST_LISTED = timedelta(minutes=1)  # since when a payment that goes on at once may have been judged
_UNSCREENED = {"UNDER_REVIEW", "FAILED", "CANCELLED", "RETURNED", "PARTIALLY_REVERSED", "REVERSED"}


class Screening:
    def __init__(self, world: "World", standings: Standings) -> None:
        self._world, self._standings = world, standings
        self._black: dict[tuple[str, str], tuple[datetime, str]] = {}  # since when, and until when

    def note(self, writes: Writes) -> None:
        for before, after in writes.of("fraud-lists"):
            entry = after or before or {}
            if entry.get("listed") == "black":
                whom = entry["kind"], entry["value"]
                if after is None:
                    self._black.pop(whom, None)
                else:
                    since, _ = self._black.get(whom, (self._world.now(), ""))
                    self._black[whom] = since, after.get("until", "")

    def wrong(self, writes: Writes) -> Iterator[str]:
        for before, after in writes.of("transfer-table"):
            if after:
                yield from self._transfer(before, after)
        for before, after in writes.of("payment-table"):
            if after and before is None:
                yield from self._listed({("customer", after["owner_id"]), ("merchant", after["merchant"])}, _JUST_LISTED)
        for posting in writes.put("ledger-journal"):
            if posting["kind"] in SCREENED and "refusal" not in posting:
                touched = [(each["owner"], each["details"].get("merchant")) for each in posting["touched"]]
                whom = {subject for owner, merchant in touched for subject in (("customer", owner), ("merchant", merchant))}
                yield from self._listed(whom, _JUST_LISTED)
        for before, after in writes.of("held-payment-table"):
            if before and before["status"] != "UNDER_REVIEW":
                yield f"a payment that is {before['status']} comes to be {after and after['status']}"
            elif after and after["status"] == "COMPLETED":
                yield from self._listed({(_kind(kind), value) for kind, value in after["subjects"].items()})

    def _transfer(self, before: Row | None, after: Row) -> Iterator[str]:
        settles = before is not None and before["status"] == "SUBMITTED"
        if after["owner_id"] != after["payee_id"] and after["status"] not in _UNSCREENED and not settles:
            if before is None or before["status"] != after["status"]:
                whom = {("account", after["to_account"]), ("customer", after["payee_id"]), ("customer", after["owner_id"])}
                yield from self._listed(whom)
        if before is None and is_outgoing(after):
            yield from self._decided(after)

    def _listed(self, whom: set[tuple[str, str]], just: timedelta = A_WHILE) -> Iterator[str]:
        """Nobody pays who stands on the blacklist, and nobody is paid who does; who has `just` come there may have been judged before."""
        now = self._world.now()
        for each in sorted(whom & self._black.keys()):
            since, until = self._black[each]
            if since < now - just and (not until or until > clock.to_text(now)):
                yield f"goes on, though the {each[0]} {each[1]} is on the blacklist since {since}"

    def _decided(self, made: Row) -> Iterator[str]:
        said = json.loads(made["decision"])
        if said["outcome"] == "block" or (said["outcome"] == "review") != (made["status"] == "UNDER_REVIEW"):
            yield f"is {made['status']}, and the screening says {said['outcome']}"
        listed = {each.partition(":")[0] for each in said["listed"]}
        in_doubt = any(hit["error"] and not hit["shadow"] for hit in said["hits"])
        if in_doubt and "white" not in listed and said["outcome"] == "allow":
            yield f"goes on by a rule that could not be judged: {said['hits']}"
        if "white:payee" in said["listed"]:
            yield "goes on since who is paid is on the whitelist, which is of those who pay"
        hours = {_hour(made["created_at"], zone) for zone in self._standings.zones(made["owner_id"])}
        if said["facts"].get("hourLocal", None) not in {*hours, None}:
            yield f"is screened for {said['facts']['hourLocal']} o'clock, and not {hours}"


def _kind(subject: str) -> str:
    return "customer" if subject == "payee" else subject


def _hour(at: str, zone: str) -> int:
    return datetime.fromisoformat(at).astimezone(ZoneInfo(zone or "UTC")).hour
