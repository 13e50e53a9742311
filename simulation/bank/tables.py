"""What the bank's tables hold, as plain rows."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.world import World


def items(world: "World", table: str) -> list[dict[str, Any]]:
    return world.doubles["dynamodb"].items(table)


def errors(world: "World") -> list[dict[str, Any]]:
    """What lies in all error tables."""
    return [item for name in world.declaration.tables if "error" in name for item in items(world, name)]
