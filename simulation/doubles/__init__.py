"""The doubles of AWS's services, by the names that `platform.clients.client` knows them by. How to write one: README.md."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from simulation.doubles.dynamodb import DynamoDB

if TYPE_CHECKING:
    from simulation.world import World

Double = Any  # its methods are boto3's
DOUBLES: Mapping[str, "Callable[[World], Double]"] = {"dynamodb": DynamoDB}
