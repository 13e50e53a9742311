"""A run of the whole bank: people who use it in any weather, and in the end a calm in which everything comes to rest."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

import bcrypt

from chalicelib.identity.model import email_key
from chalicelib.identity.store import CREDENTIALS
from chalicelib.kernel import clock, ids
from chalicelib.notifications import wiring
from chalicelib.platform import rate_limit, settings, tokens, vault
from chalicelib.platform.dynamo import to_wire
from chalicelib.platform.idempotency import KEPT_DAYS
from release.declaration import ROOT
from simulation.bank.api import Answer, Request, Who, ask
from simulation.bank.errands import Errand
from simulation.bank.people import Person
from simulation.bank.rest import at_rest, is_of_an_unknown_mail, lost
from simulation.bank.tables import errors, items
from simulation.bank.wants import WANTS
from simulation.bank.watch import watch
from simulation.streams import Streams

if TYPE_CHECKING:
    from simulation.world import World

NAMES = ("Ana", "Ben", "Cleo")
STAFF = ("lending", "operations", "support", "risk", "admin")
_TEMPLATES, _SCREENING = (
    ROOT / "chalicelib" / "notifications" / "templates",
    ROOT / "chalicelib" / "kyc" / "sanctions-sample.json",
)
_MINUTE, _A_DAY, _MOST_ROUNDS = 60.0, 86_400.0, 5
# A start in twenty days, over which the clock has jumped, comes late by half of them.
_LONGEST_UNREST_SECONDS = 12 * _A_DAY


class Town:
    """What the people of a run share."""

    def __init__(self, world: "World", *, on_errands: bool = False) -> None:
        self.world, self.counts, self.on_errands = world, Counter[str](), on_errands
        self.calm = False  # from the beginning to the end
        self.once = Counter[str]()  # what one of all who ask is let do, by its path
        self.staff = {(role, colleague): ids.new_id() for role in STAFF for colleague in (False, True)}
        self.wants_each = world.decisions.pick("wants each", (12, 6, 20, 40))
        self.wants = tuple(each for each in WANTS if world.decisions.fraction(f"somebody {each}") < 0.75)
        kinds = (None, "money", "transfers", "schedules", "staff", "abroad", "mistakes", "forgeries")
        about = world.decisions.pick("what they dream of", kinds)
        self.dreams = tuple(name for name, wanting in WANTS.items() if about is None or wanting.__module__.endswith(f".{about}"))
        self.forged: set[str] = set()  # the texts of messages that nobody of the bank sent
        self.poison: set[str] = set()  # those of them that nobody can read
        self.forgotten = ""  # a key of before then is a new one
        self.streams = Streams(world)
        watch(world)
        self.customers = [
            Person(name, number, self)
            for number, name in enumerate(NAMES[: 3 if on_errands else world.decisions.pick("customers", (2, 1, 2, 3))], 1)
        ]
        self.rounds = 0

    def count(self, answer: Answer | None) -> None:
        told = "unknown" if answer is None or not answer.known else "accepted" if answer.accepted else "refused"
        self.counts[told] += 1
        self.counts["asked"] += 1

    def hash_as_once(self, email: str, password: str) -> None:
        """Keeps somebody's password as the bank did before there was a pepper."""
        self.known_as(email, password_hash=bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode())

    def know_well(self, customer: Person) -> None:
        """As if the bank had known them for years."""
        self.known_as(customer.email, verified=["email", "phone"], kyc_level="FULL")
        for thing in ("proven email", "proven telephone", "approved submission"):
            customer.things[thing] = ["years ago"]

    def known_as(self, email: str, **more: object) -> None:
        """Writes what the bank knows of somebody."""
        (item,) = (each for each in items(self.world, CREDENTIALS) if each["email_key"] == email_key(email))
        self.world.doubles["dynamodb"].put_item(TableName=settings.table_name(CREDENTIALS), Item=to_wire({**item, **more}))

    def forget(self) -> None:
        """What has outlived its time is gone, and with it what was answered under a key of then."""
        self.world.doubles["dynamodb"].expire()
        self.forgotten = clock.to_text(self.world.now() - timedelta(days=KEPT_DAYS))

    def play(self) -> int:
        """The run; how often something that must hold was looked at."""
        self.world.doubles["scheduler"].begin()
        release = self.world.decisions.between("a release comes after", _MINUTE, _A_DAY / 2)
        self.world.after(release, lambda: os.environ.update(BCRYPT_ROUNDS="5"))
        self._all({each.name: each.live for each in self.customers})
        return self._end()

    def play_errand(self, errand: Errand, *, calm: bool) -> int:
        """The run in which somebody comes for that; others have accounts, too."""
        self.world.doubles["scheduler"].begin()
        self.world.weather_ends()
        if calm:
            self.world.doubles["sesv2"].tells_of = 0.0
        self._all({each.name: each.settle for each in self.customers})
        self._come_to_rest()
        self.world.wire.weather.calm = self.calm = calm
        self._all({f"{self.customers[0].name}, on an errand": partial(self.customers[0].run, errand)})
        return self._end()

    def _end(self) -> int:
        """Everything comes to rest, and is looked at."""
        self.world.weather_ends()
        self._come_to_rest()
        self._all({f"in the end, {each.name}": each.finish for each in self.customers})
        self._catch_up()
        while self._work_off_errors():
            self._catch_up()  # days went by, and with them nights
        return at_rest(self)

    def _catch_up(self) -> None:
        self._come_to_rest()
        self.world.call(f"the schedules, {self.rounds}", self.world.doubles["scheduler"].catch_up)
        self._come_to_rest()

    def _all(self, lives: Mapping[str, Callable[[], None]]) -> None:
        """Lets everybody live to the end."""
        for task in [self.world.start(name, live) for name, live in lives.items()]:
            self.world.scheduler.run(until_done=task.promise)
            if self.world.failure is None:
                task.promise.value()

    def _come_to_rest(self) -> None:
        begin = self.world.now()
        while self.world.failure is None and (self.streams.busy() or not self.world.at_rest()):
            self.world.sleep(_MINUTE)
            if (self.world.now() - begin).total_seconds() > _LONGEST_UNREST_SECONDS:
                self.world.broken(f"The bank does not come to rest: {', '.join(self._unrest())}")

    def _unrest(self) -> list[str]:
        return [name for name, double in self.world.doubles.items() if double.busy()] or ["streams"]

    def _work_off_errors(self) -> bool:
        """Has the staff do once more what failed and can be done again; whether there was anything."""
        self.rounds += 1
        paths = [*self._open_errors(), *self._lost_executions()]
        if self.world.failure is None and paths and self.rounds > _MOST_ROUNDS:
            self.world.broken(f"It fails again and again: {paths[0][1]}")
        if self.world.failure is not None or not paths:
            return False
        who = Who(self.staff["operations", False], "operations@bank.example", "operations")
        for path, what in paths:
            self.world.tell(f"the staff has it done once more: {what}")
            answer = self.world.call(path, lambda: ask(self.world, f"{path}, asked", Request("POST", path, None, path), who))  # noqa: B023
            if answer is None or not answer.accepted:
                self.world.broken(f"{what} could not be done once more: {answer}")
            self.world.sleep(1)
        self.world.sleep(_A_DAY)  # for what only time mends
        return True

    def _open_errors(self) -> Iterator[tuple[str, str]]:
        for item in errors(self.world):
            of_no_use = item["input"] in self.forged or is_of_an_unknown_mail(self.world, item)
            if item.get("status") == "OPEN" and item.get("retry") and not of_no_use:
                yield f"/admin/errors/{item['uuid']}/retry", f"{item['source']}, {item['error']}: {item['cause'][:200]}"

    def _lost_executions(self) -> Iterator[tuple[str, str]]:
        """Those that failed when the error table could not be written either: they are seen in the list of executions only."""
        for execution in lost(self.world):
            yield (
                f"/admin/executions/{execution.machine.name}:{execution.name}/redrive",
                f"{execution.title}, {execution.failure}",
            )


def furnish(world: "World") -> None:
    """What a deployment brings along, and a process that has nothing in its memory yet."""
    for forget in (tokens.forget_keys, vault.forget_keys, wiring._renderer.cache_clear, rate_limit._counts.clear):
        forget()
    world.doubles["s3"].buckets["templates-email-notification"].update(_templates())
    world.doubles["s3"].buckets["screening-lists"]["sanctions.json"] = _SCREENING.read_bytes()


@cache
def _templates() -> dict[str, bytes]:
    paths = sorted(path for path in _TEMPLATES.rglob("*") if path.is_file())
    return {path.relative_to(_TEMPLATES).as_posix(): path.read_bytes() for path in paths}
