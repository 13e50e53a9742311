"""What the bank's tables hold, as plain rows."""

from typing import TYPE_CHECKING, Any

from chalicelib.platform import settings
from chalicelib.platform.dynamo import from_wire, to_wire

if TYPE_CHECKING:
    from simulation.world import World


def items(world: "World", table: str) -> list[dict[str, Any]]:
    return world.doubles["dynamodb"].items(table)


def ever(world: "World", table: str) -> list[dict[str, Any]]:
    """With what has outlived its time, and is gone."""
    return [*map(from_wire, world.doubles["dynamodb"].expired[settings.table_name(table)]), *items(world, table)]


def keep(world: "World", table: str, row: dict[str, Any]) -> None:
    """Writes a row as it is, as an older release would have kept it."""
    world.doubles["dynamodb"].put_item(TableName=settings.table_name(table), Item=to_wire(row))


def errors(world: "World") -> list[dict[str, Any]]:
    """What lies in all error tables."""
    return [item for name in world.declaration.tables if "error" in name for item in items(world, name)]
