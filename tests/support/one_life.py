"""One customer of the bank in a bottle, where all is calm but for one worker that is killed at one call."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from simulation.bank.api import Answer, Request, Who, ask
from simulation.bank.rest import CHECKS
from simulation.bank.scenario import furnished
from simulation.bank.tables import errors, items
from simulation.bank.town import Town
from simulation.bank.wants.verification import picture
from simulation.doubles.errors import service_error
from simulation.faults import Attempt
from simulation.world import World

DAY = 86_400.0
HOME = {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}
PROFILE = {
    "firstName": "Ana", "lastName": "Sample", "dateOfBirth": "1990-05-17", "address": HOME, "phone": "+573000000001", "ssn": "219-09-9001",
}  # fmt: skip
REGISTRATION = {
    "name": "Ana", "lastName": "Sample", "email": "ana@example.com", "password": "the horse of ana", "documentNumber": "DOC-ANA",
}  # fmt: skip


@dataclass
class Fate:
    """What becomes of calls: the `number`th of those that these functions make is the end of who makes it, `after` it or before;
    what the functions `down` call fails. Every other call is made. `calls` says which there were, and whether each writes."""

    functions: tuple[str, ...]
    number: int = -1
    after: bool = False
    down: set[str] = field(default_factory=set)
    calls: list[tuple[str, bool]] = field(default_factory=list)

    def strike(self, attempt: Attempt) -> Any:
        task, function = attempt.world.task, attempt.whose.rpartition(" ")[2]
        if task is None or not task.mortal:
            return attempt.apply()
        if function in self.down:
            raise service_error("AccessDeniedException")
        if function not in self.functions:
            return attempt.apply()
        self.calls.append((f"{function} {attempt.site}", attempt.writes))
        if len(self.calls) - 1 != self.number:
            return attempt.apply()
        if self.after:
            attempt.apply_unheard()
        task.die()


class Life:
    """Ana, the bank, and the staff."""

    def __init__(self, world: World, town: Town) -> None:
        self.world, self.town, self._asked = world, town, 0
        self.ana: Who | None = None

    def ask(self, method: str, path: str, body: object = None, *, staff: str = "") -> Answer:
        """An answer that accepts."""
        self._asked += 1
        key = "" if method == "GET" else f"key {self._asked}"
        who = Who(self.town.staff[staff, False], f"{staff}@bank.example", staff) if staff else self.ana
        name = f"{self._asked} {method} {path}"
        answer = self.world.call(name, lambda: ask(self.world, f"{name}, asked", Request(method, path, body, key), who))
        assert answer is not None and answer.accepted, (path, answer)
        return answer

    def pass_time(self, seconds: float) -> None:
        self._asked += 1
        self.world.call(f"{self._asked} time", lambda: self.world.sleep(seconds))

    def becomes_a_customer(self) -> None:
        self.ana = Who(self.ask("POST", "/register", REGISTRATION).body["userId"], "ana@example.com")
        self.ask("POST", "/api/v1/customers", PROFILE)
        self.pass_time(600)

    def submits(self) -> str:
        path, given = f"/api/v1/customers/{self.ana.user_id}", []
        for kind in ("passport", "proof_of_address"):
            given.append(self.ask("POST", f"{path}/documents", {"type": kind, "content": picture(kind)}).body["documentId"])
        self.pass_time(60)
        return self.ask("POST", f"{path}/kyc", {"documentIds": given, "level": "FULL"}).body["submissionId"]

    def is_judged(self, verb: str, submission: str) -> None:
        more = {"level": "FULL"} if verb == "approve" else {"reason": "It cannot be read"}
        path = f"/api/v1/customers/{self.ana.user_id}/kyc/{verb}"
        self.ask("POST", path, {"submissionId": submission, **more}, staff="risk")

    def is_listed(self) -> None:
        """Her name comes onto the list of sanctions, and the night."""
        content = json.dumps({"version": "new", "entries": [{"id": "ana", "names": ["Ana Sample"], "birthDates": []}]})
        self.world.doubles["s3"].buckets["screening-lists"]["sanctions.json"] = content.encode()
        machine = self.world.place.arn("machine/customers_kyc_rescreening")
        self.world.doubles["stepfunctions"].start_execution(stateMachineArn=machine, name="by-night", input="{}")
        self.pass_time(600)

    def file(self) -> dict[str, Any]:
        (found,) = items(self.world, "kyc-table")
        return found

    def executions(self, machine: str) -> list[str]:
        """How each of a machine's came out."""
        found = [each for each in self.world.doubles["stepfunctions"].executions.values() if each.machine.name == machine]
        return [each.status for each in found]

    def told(self, fact: str) -> int:
        return sum(1 for each in items(self.world, "outbox-table") if each["fact"] == fact)

    def mails(self, template: str) -> int:
        """How many of a kind SES took."""
        noted = {each.get("sesMessageId") for each in items(self.world, "notification-table") if each.get("template") == template}
        return sum(1 for each in self.world.doubles["sesv2"].mails if each.id in noted)

    def accounts(self) -> list[str]:
        """The state of each account that is no card's nor the bank's own."""
        return [each["status"] for each in items(self.world, "account-table")]

    def cards(self) -> list[str]:
        return sorted(each["type"] for each in items(self.world, "card-table"))

    def errors(self) -> list[str]:
        return [each["source"] for each in errors(self.world) if each.get("status") == "OPEN"]

    def retries(self) -> None:
        for each in errors(self.world):
            self.ask("POST", f"/admin/errors/{each['uuid']}/retry", staff="operations")
        self.pass_time(600)

    def is_in_order(self) -> None:
        """All that must hold of a bank at rest."""
        assert self.world.failure is None, self.world.failure
        assert [f"{check.__name__}: {each}" for check in CHECKS for each in check(self.town)] == []


@contextmanager
def life(fate: Fate) -> Iterator[Life]:
    world = World(0)
    world.wire.weather.calm = True
    world.wire.weather.strike = fate.strike
    with world.entered(), furnished(world) as town:
        yield Life(world, town)
