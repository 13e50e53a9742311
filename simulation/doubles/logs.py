"""CloudWatch Logs: what the bank logs is kept by nobody in here, so that no group is there."""

from typing import TYPE_CHECKING, Any

from simulation.doubles.errors import Exceptions, refused

if TYPE_CHECKING:
    from simulation.world import World


class Logs:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        pass

    def filter_log_events(self, *, logGroupName: str, filterPattern: str, **more: Any) -> dict[str, Any]:
        raise refused("ResourceNotFoundException", "The specified log group does not exist.")

    def busy(self) -> bool:
        return False
