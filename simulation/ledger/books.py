"""What must hold of the ledger: looked at whenever something is written, whenever somebody is answered, and at rest."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Failure, IdempotencyKeyReused, OutcomeUnknown, Unavailable, is_remembered
from chalicelib.kernel.failures import RequestInProgress as Busy
from chalicelib.ledger.model import Account
from chalicelib.ledger.operations.verify import TrialBalance, verify_ledger
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import from_wire
from chalicelib.platform.idempotency import KEPT_DAYS, Receipt
from simulation.doubles.dynamodb import Written
from simulation.ledger import products
from simulation.ledger.model import Model, ModelAccount
from simulation.ledger.products import Party
from simulation.ledger.requests import Request, Told, milliseconds

if TYPE_CHECKING:
    from simulation.world import World

Item = dict[str, Any]


@dataclass
class Case:
    """A request and everything that is known of it."""

    request: Request
    calls: list[Call] = field(default_factory=list)
    verdicts: set[str] = field(default_factory=set)  # refusals that the model would have given while it was asked
    answers: list[tuple[Call, Told]] = field(default_factory=list)
    posting: Item | None = None  # its journal item
    after_it: list[Call] = field(default_factory=list)  # tries that began when it was done

    @property
    def answer(self) -> Told | None:
        """What it was told for good."""
        return next((told for _, told in self.answers if is_known(told)), None)


def is_known(told: Told) -> bool:
    """Whether an answer says for good what became of the request."""
    open_ended = isinstance(told, Unavailable | Busy | IdempotencyKeyReused)
    return isinstance(told, Receipt | Failure) and not open_ended


def surely_nothing(told: Told) -> bool:
    """Whether an answer promises that this try changed nothing."""
    return isinstance(told, Unavailable | Busy) and not isinstance(told, OutcomeUnknown)


class Books:
    """The model beside the ledger. `broken(what)` is called with what does not hold."""

    def __init__(self, world: "World", parties: Sequence[Party], model: Model) -> None:
        self.world, self.model = world, model
        self.cases: dict[str, Case] = {}  # by scope
        self.checks = 0
        self._names = {party.key.account_id: party.name for party in parties}
        self.promptest = float("inf")  # how long before it is written an entry may stand, where everything works
        self.past: dict[str, list[tuple[str, int, dict[str, tuple[int, int]]]]] = defaultdict(list)  # time, posted, holds
        world.doubles["dynamodb"].heard.append(self._written)

    def opened(self, request: Request) -> Case:
        return self.cases.setdefault(request.key.scope, Case(request))

    def asks(self, case: Case, call: Call) -> None:
        """A try begins: from here on it may be refused by what is there now, and by whatever comes before its end."""
        case.calls.append(call)
        if case.posting is not None:
            case.after_it.append(call)
        self._judge(case, call.now)

    def _judge(self, case: Case, now: datetime) -> None:
        self.model.now = milliseconds(now)
        verdict = self.model.judge(case.request.command(now))
        if verdict:
            case.verdicts.add(verdict)
        if case.request.ends and now >= case.request.ends:
            case.verdicts.add("invalid_request")

    # --- whenever something is written ---

    def _written(self, written: Sequence[Written]) -> None:
        tables: dict[str, list[tuple[Item, Item]]] = defaultdict(list)
        for each in written:
            tables[each.table].append((from_wire(each.before or {}), from_wire(each.after or {})))
        entries = [after for _, after in tables["ledger-entries"]]
        for _, limit in tables[products.LIMITS]:
            if limit.get("bought") == 0:
                self.model.accounts[self._names[limit["owner_id"]]].bought = 0
        for _, item in tables["ledger-journal"]:
            self._journal(item)
        acts = [after for _, after in tables["ledger-freezes"] if after and after["at"] != "-"]
        for before, after in tables["ledger-accounts"]:
            self._status(before, after, acts, len(tables["audit-table"]))
            self._account(before, after, [entry for entry in entries if entry["account_id"] == after["account_id"]])
        for case in self.cases.values():
            if case.posting is None:
                for call in case.calls:
                    self._judge(case, call.now)

    def _journal(self, item: Item) -> None:
        self.checks += 1
        if item["kind"] == "reversed" or "refusal" in item:
            return
        case = self.cases.get(item["scope"])
        if case is None:
            return self._break(f"a posting under a key that nobody gave: {item['kind']}")
        if case.posting is not None:
            return self._break(f"{case.request.name} was posted twice")
        case.posting = item
        sums: dict[str, int] = defaultdict(int)
        for leg in item["legs"]:
            sums[leg["currency"]] += leg["amount"]
        if any(sums.values()):
            self._break(f"the legs of {case.request.name} sum to {dict(sums)}")
        asked = ids.moment_of(item["posting_id"])
        self.model.now = milliseconds(asked)
        self.world.tell(f"{case.request.name} is written")
        if refused := self.model.do(case.request.command(asked)):
            return self._break(f"{case.request.name} was posted, and the rules say {refused}")
        late = (self.world.now() - clock.from_text(item["at"])).total_seconds()
        if late > self.promptest and not case.request.batched:  # which waits behind others of its batch
            self._break(f"{case.request.name} stands {late:.3f} seconds before it was written")
        for touched in item["touched"]:
            name = self._names[touched["account"]]
            account = self.model.accounts[name]
            holds = {hold: (kept.remaining, kept.ends) for hold, kept in account.open(self.model.now).items()}
            self.past[name].append((item["at"], account.posted, holds))

    def _status(self, before: Item, after: Item, acts: Sequence[Item], told: int) -> None:
        """An account is frozen, thawed and opened by those who may, and that is on record."""
        name = self._names.get(after["account_id"], "a new account")
        frozen = self.world.doubles["dynamodb"].items("ledger-freezes")
        whole = any(each["subject"] == after["owner_id"] and each["at"] == "-" for each in frozen)
        if not before and whole:
            return self._break(f"{name} is opened for a customer who is frozen")
        if not before or "FROZEN" not in (before["status"], after["status"]) or before["status"] == after["status"]:
            return None
        act = "FROZEN" if after["status"] == "FROZEN" else "THAWED"
        found = [each for each in acts if (each["subject"], each["act"]) == (after["account_id"], act)]
        if not found or not told:
            return self._break(f"{name} went from {before['status']} to {after['status']}, and nobody is on record")
        if act == "THAWED" and whole and not found[0]["whole"]:
            self._break(f"{name} was thawed by itself, and everything of its owner is frozen")
        return None

    def _account(self, before: Item, after: Item, entries: Sequence[Item]) -> None:
        name = self._names.get(after["account_id"])
        if name is None or not before:
            return
        self.checks += 1
        modelled = self.model.accounts[name]
        modelled.frozen, modelled.pending = after["status"] == "FROZEN", after["status"] == "PENDING"
        if (after["status"] == "CLOSED") != modelled.closed:
            self._break(f"{name} is {after['status']}")
        if after["version"] != before["version"] + 1:
            self._break(f"{name} went from version {before['version']} to {after['version']}")
        if [entry["seq"] for entry in entries] != list(range(before["entry_seq"] + 1, after["entry_seq"] + 1)):
            self._break(f"{name} has {after['entry_seq']} entries after {before['entry_seq']}, and {len(entries)} were written")
        if after["posted"] - before["posted"] != sum(entry["amount"] for entry in entries):
            self._break(f"{name} went from {before['posted']} to {after['posted']}, its entries say otherwise")
        if after["posted"] != modelled.posted or after["entry_seq"] != modelled.entries:
            self._break(
                f"{name} has {after['posted']} after {after['entry_seq']} entries, the model {modelled.posted} after {modelled.entries}"
            )
        held = sum(hold["remaining"] for hold in after["holds"].values())
        if after["held"] != held or after["available"] != after["posted"] - held - after["floor"]:
            self._break(f"{name} has {after['posted']}, {after['held']} held, {after['available']} available, holds of {held}")
        if after["available"] < 0 and after["available"] < before["available"]:
            self._break(f"{name} fell below its floor: {after['available']} are available")

    # --- whenever somebody is answered ---

    def answered(self, case: Case, call: Call, told: Told) -> None:
        self.checks += 1
        name, earlier = case.request.name, case.answer
        if isinstance(told, Receipt):
            if case.posting is None:
                return self._break(f"{name} was told that it is done, and it is not")
            if json.loads(case.posting["body"]) != dict(told.body) or case.posting["status"] != told.status:
                self._break(f"{name} was told something else than the journal keeps")
            if told.replayed == (case.posting["posting_id"] == call.posting_id):
                self._break(f"{name} was told {'as repeated what it did' if told.replayed else 'as done what was repeated'}")
        elif type(told) is Unavailable and call in case.after_it:
            self._break(f"{name} was told that nothing was done, and it was done before that was asked")
        elif is_known(told):
            assert isinstance(told, Failure)
            if case.posting is not None:
                self._break(f"{name} was refused ({told.code}), and it is done")
            if told.code not in case.verdicts:
                self._break(f"{name} was refused ({told.code}), and the rules never said so")
            if told.code == products.LimitReached.code and not self._is_noted(case):
                self._break(f"{name} reached a limit, and that is not noted")
            if self._is_remembered(case, earlier) and told.code != _code(earlier):
                self._break(f"{name} was refused ({told.code}) after {_code(earlier)}")
        case.answers.append((call, told))

    def _is_noted(self, case: Case) -> bool:
        noted = products.noted_as(case.request.key.scope)
        return any(noted.items() <= item.items() for item in self.world.doubles["dynamodb"].items(products.LIMITS))

    def _is_remembered(self, case: Case, told: Told | None) -> bool:
        kept = (self.world.now() - case.calls[0].now).days < KEPT_DAYS
        return kept and isinstance(told, Failure) and is_remembered(told)

    def seen(self, party: Party, account: Account) -> None:
        """Somebody has read an account, just now; holds go by the time at which they asked."""
        self.checks += 1
        modelled = self.model.accounts[party.name]
        if (account.posted_minor, account.entry_seq) != (modelled.posted, modelled.entries):
            self._break(f"{party.name} was shown {account.posted_minor}, and has {modelled.posted}")

    def seen_at(self, party: Party, moment: datetime, told: Mapping[str, str]) -> None:
        """Somebody has just read what an account was at a time."""
        self.checks += 1
        before = [each for each in self.past[party.name] if each[0] <= clock.to_text(moment)]
        _, posted, holds = before[-1] if before else ("", 0, {})
        held = sum(remaining for remaining, ends in holds.values() if ends > milliseconds(moment))
        shown = abs(round(float(told["posted"]) * 100)), round(float(told["held"]) * 100)
        if shown != (abs(posted), held):
            self._break(f"{party.name} at {clock.to_text(moment)} was shown {shown}, and had {posted}, {held} held")

    def unknown(self) -> dict[str, int]:
        """How many requests had an end that nobody knew, and of how many it became known."""
        doubtful = [case for case in self.cases.values() if any(not is_known(told) for _, told in case.answers)]
        return {"in doubt": len(doubtful), "known then": sum(case.answer is not None for case in doubtful)}

    # --- at rest ---

    def at_rest(self) -> None:
        """Everything has come to an end: what was said, what is kept and what verifies agree."""
        for case in self.cases.values():
            self._settled(case)
        for item in self.world.doubles["dynamodb"].items("ledger-accounts"):
            if name := self._names.get(item["account_id"]):
                self._same(name, item, self.model.accounts[name])
        self._entries()
        for finding in verify_ledger(self.world.now(), TrialBalance(), lambda what, done: None):
            self._break(f"verify: {finding.check} of {self._names.get(finding.subject, finding.subject)}: {finding.detail}")

    def _settled(self, case: Case) -> None:
        self.checks += 1
        name, answer = case.request.name, case.answer
        if case.answers and answer is None and not case.request.minted:
            self._break(f"nobody knows what became of {name}")
        done = case.posting["posting_id"] if case.posting else None
        for call, told in case.answers:
            if surely_nothing(told) and call.posting_id == done:
                self._break(f"{name} was told that nothing was done ({_code(told)}), and it is done")
            if isinstance(told, Failure) and is_known(told) and is_remembered(told) and done:
                self._break(f"{name} was refused ({told.code}), and later it is done")

    def _same(self, name: str, item: Item, modelled: ModelAccount) -> None:
        self.checks += 1
        if (item["posted"], item["entry_seq"]) != (modelled.posted, modelled.entries):
            self._break(f"{name} has {item['posted']}, the model {modelled.posted}")
        limits = self.world.doubles["dynamodb"].items(products.LIMITS)
        bought = sum(row["bought"] for row in limits if row["owner_id"] == item["account_id"])
        if bought != modelled.bought:
            self._break(f"of {name} {bought} purchases are counted, and there were {modelled.bought}")

    def _entries(self) -> None:
        entries: dict[str, list[Item]] = defaultdict(list)
        for entry in self.world.doubles["dynamodb"].items("ledger-entries"):
            entries[entry["account_id"]].append(entry)
        for account_id, own in entries.items():
            own.sort(key=lambda entry: entry["position"])
            balance = 0
            for number, entry in enumerate(own, start=1):
                balance += entry["amount"]
                if (entry["seq"], entry["balance"]) != (number, balance):
                    self._break(f"entry {entry['seq']} of {self._names[account_id]} leaves {entry['balance']}, not {balance}")

    def _break(self, what: str) -> None:
        self.world.broken(what)


def _code(told: Told | None) -> str:
    return told.code if isinstance(told, Failure) else type(told).__name__
