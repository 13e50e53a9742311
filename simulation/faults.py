"""What can become of a call. A new fault is a function here, under the words in which a story tells it.

It gets the attempt: `apply()` performs it and returns the answer, and whatever is raised is what the SDK meets. Everything
else follows by itself: how often it comes is drawn per seed, it is counted by call site, and the shrinker can leave it out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from chalicelib.platform import clients
from simulation.doubles.dynamodb import cancelled
from simulation.doubles.errors import service_error

if TYPE_CHECKING:
    from simulation.world import World


@dataclass
class Attempt:
    """One try of one call: `name` is its own in the run, `site` the function of the bank that makes it."""

    world: "World"
    service: str
    operation: str
    name: str
    site: str
    perform: Callable[[], Any]
    applied: bool = field(default=False)

    def apply(self) -> Any:
        self.applied = True
        return self.perform()

    def apply_unheard(self) -> None:
        """Performs it; how it ended nobody is told."""
        try:
            self.apply()
        except ClientError:
            pass

    def wait_in_vain(self) -> ReadTimeoutError:
        """No answer within the SDK's patience."""
        self.world.sleep(clients.config_of(self.service).read_timeout)
        return ReadTimeoutError(endpoint_url=self.service)

    @property
    def whose(self) -> str:
        return self.world.task.name if self.world.task else "nobody"

    @property
    def writes(self) -> bool:
        return not self.operation.startswith(("get_", "batch_get", "query", "scan", "list_", "describe_"))


@dataclass(frozen=True)
class Fault:
    name: str
    told: str
    meets: Callable[[Attempt], bool]
    strike: Callable[[Attempt], Any]


FAULTS: dict[str, Fault] = {}


def fault(told: str, meets: Callable[[Attempt], bool] = lambda attempt: True) -> Callable[[Callable[[Attempt], Any]], Fault]:
    """Registers a fault: `told` is what a story says after naming the call, `meets` which calls it can meet."""

    def register(strike: Callable[[Attempt], Any]) -> Fault:
        found = Fault(strike.__name__.replace("_", " "), told, meets, strike)
        FAULTS[found.name] = found
        return found

    return register


def _writes(attempt: Attempt) -> bool:
    return attempt.writes


def _dynamodb(attempt: Attempt) -> bool:
    return attempt.service == "dynamodb"


@fault("finds no connection")
def unreachable(attempt: Attempt) -> Any:
    raise EndpointConnectionError(endpoint_url=attempt.service)


@fault("gets no answer, and nothing was done")
def unanswered(attempt: Attempt) -> Any:
    raise attempt.wait_in_vain()


@fault("is done, and the answer gets lost", _writes)
def answer_lost(attempt: Attempt) -> Any:
    attempt.apply_unheard()
    raise attempt.wait_in_vain()


@fault("gets no answer, and is done after the caller gave up", _writes)
def late(attempt: Attempt) -> Any:
    patience = clients.config_of(attempt.service).read_timeout
    delay = patience + attempt.world.decisions.between(f"{attempt.name} comes late by", 0.01, 60)
    attempt.world.after(delay, attempt.apply_unheard)
    attempt.applied = True  # it will be
    raise attempt.wait_in_vain()


@fault("meets a fault of the service, and nothing was done")
def broken(attempt: Attempt) -> Any:
    raise service_error("InternalServerError", 500)


@fault("is done, and the service says it met a fault", _writes)
def done_and_broken(attempt: Attempt) -> Any:
    attempt.apply_unheard()
    raise service_error("InternalServerError", 500)


@fault("is throttled")
def throttled(attempt: Attempt) -> Any:
    raise service_error("ThrottlingException")


@fault("meets another transaction on the same item", lambda attempt: _dynamodb(attempt) and attempt.writes)
def conflict(attempt: Attempt) -> Any:
    if attempt.operation == "transact_write_items":
        raise cancelled("None", "TransactionConflict")
    raise service_error("TransactionConflictException")


@fault("takes a second and more")
def slow(attempt: Attempt) -> Any:
    attempt.world.sleep(attempt.world.decisions.between(f"{attempt.name} is slow", 0.5, 2.9))
    return attempt.apply()


def _die(attempt: Attempt) -> NoReturn:
    assert attempt.world.task is not None
    attempt.world.task.die()


def _in_a_function(attempt: Attempt) -> bool:
    return attempt.world.task is not None and attempt.world.task.mortal


@fault("is not made: the function is killed before it", _in_a_function)
def killed_before(attempt: Attempt) -> Any:
    _die(attempt)


@fault("is done, and the function is killed before it hears of it", lambda attempt: _in_a_function(attempt) and attempt.writes)
def killed_after(attempt: Attempt) -> Any:
    attempt.apply_unheard()
    _die(attempt)
