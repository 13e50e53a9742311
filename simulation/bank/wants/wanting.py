"""What a want is, and all of them by name. A new one is a function in one of the modules beside this one."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from simulation.bank.customer import Customer


@dataclass(frozen=True)
class Want:
    """A request that can be made with what somebody has by then. `told` is for the story.

    `keeps` says what is kept of an accepted answer: things, each by the path of its field (`items.*.caseId`). What is not `keyed`
    may be answered otherwise when it is asked again. Whatever becomes of it, what it `spends` is gone. It is wanted so many
    `times`, and asked for so many seconds `later`, for what only time brings. Staff ask by their `role`; a `colleague` is another
    one who has it. A `page` of the bank's own asks with its cookie, "" where it has none. What is no request at all, a file sent
    to S3 or an operator's command, is an `act` instead of a path. What is `barred` nobody may be let do; what is `refused` is answered by
    that code, or by one of what the bank may say at any time; what is `granted` is done at once, but in bad weather. Who works there and
    asks about what is theirs is staff `themselves`.
    A code of `never` nobody may hear. What is wanted `beside` it is asked for at the same moment. It is somebody else's where it is
    `by` another; `once` says that it is accepted for one of all who ask, `consented` that its payer was asked first, `audited` that the audit
    has it, and `wrong` what in an answer is not so.
    """

    told: str
    method: str = ""
    path: str = ""
    body: Any = None
    keeps: Mapping[str, str] = field(default_factory=dict)
    role: str = "customer"
    colleague: bool = False
    keyed: bool = True
    spends: str = ""
    times: int = 1
    later: float = 0.0
    page: str | None = None
    act: Callable[[], Any] | None = None
    barred: bool = False
    refused: str = ""
    granted: bool = False
    themselves: bool = False
    never: tuple[str, ...] = ()
    beside: tuple["Want", ...] = ()
    by: "Customer | None" = None
    once: bool = False
    consented: bool = False
    audited: bool = False
    wrong: Callable[[Any], str] = lambda body: ""


class Lacks(Exception):
    """Somebody has not what it takes."""

    def __init__(self, thing: str) -> None:
        super().__init__(thing)
        self.thing = thing


def proposed_to(role: str) -> dict[str, str]:
    """What is kept of an answer that may be a proposal: it, by itself and as what somebody of this role can decide."""
    return {"approval": "approvalId", f"{role} approval": "approvalId"}


Wanting = Callable[["Customer"], Want | None]
Same = TypeVar("Same", bound=Wanting)
WANTS: dict[str, Wanting] = {}
GIVING: dict[str, list[str]] = defaultdict(list)  # the wants by which one comes to have a thing


def want(*gives: str) -> Callable[[Same], Same]:
    """Registers what somebody may want, and what it gives. The function raises Lacks for what it takes, and returns None where
    there is nothing to want."""

    def register(wanting: Same) -> Same:
        name = wanting.__name__.replace("_", " ")
        WANTS[name] = wanting
        for thing in gives:
            GIVING[thing].append(name)
        return wanting

    return register


def found_at(path: str, body: Any) -> list[Any]:
    """What of an answer is at `items.*.caseId`, or at `status=OPEN.caseId` where that is so; nothing where there is none."""
    found = [body]
    for part in path.split("."):
        if part == "*":
            found = [each for some in found if isinstance(some, list) for each in some]
        elif "=" in part:
            name, _, value = part.partition("=")
            found = [each for each in found if isinstance(each, dict) and each.get(name) == value]
        else:
            found = [each[part] for each in found if isinstance(each, dict) and each.get(part) is not None]
    return found
