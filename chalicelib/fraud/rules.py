"""Rules as data: a typed tree of conditions on facts, checked when it is made and bounded in what it costs. No expressions,
no patterns, no code: those have no bound.

    {"all": [{"eq": ["currency", "USD"]}, {"gte": ["amountMinor", 100000]}]}
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.fraud.facts import EVERY_WAY, FACTS, OF_MONEY, OF_WAYS, Facts
from chalicelib.kernel.failures import InvalidRequest

MOST_NODES, DEEPEST, MOST_VALUES, MOST_CHARACTERS, LARGEST = 64, 6, 100, 200, 10**18
Action = Literal["score", "review", "block"]
Status = Literal["DRAFT", "SHADOW", "ACTIVE", "INACTIVE", "DELETED"]
Node = Mapping[str, Any]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda fact, value: fact == value,
    "ne": lambda fact, value: fact != value,
    "lt": lambda fact, value: fact < value,
    "lte": lambda fact, value: fact <= value,
    "gt": lambda fact, value: fact > value,
    "gte": lambda fact, value: fact >= value,
    "in": lambda fact, value: fact in value,
    "prefix": lambda fact, value: fact.startswith(value),
    "contains": lambda fact, value: value in fact,
}
_TAKES = {
    "text": frozenset({"eq", "ne", "in", "prefix", "contains"}),
    "number": frozenset({"eq", "ne", "lt", "lte", "gt", "gte", "in"}),
    "truth": frozenset({"eq", "ne"}),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule; a version never changes but for its status."""

    rule_id: str
    version: int
    name: str
    conditions: Node
    score: int
    action: Action
    priority: int
    status: Status
    made_by: str
    made_at: str


class FactUnknown(Exception):
    """A rule asks for what is not known of this payment."""


class OfAnotherWay(Exception):
    """A rule asks for what this way to pay does not have."""


def check(conditions: object) -> None:
    """Raises InvalidRequest with the path of the first node that is none, or beyond a bound."""
    facts = _facts_of(conditions, "conditions", 1, [0])
    if facts & OF_MONEY and "currency" not in facts:
        raise InvalidRequest(("conditions", "compare money, and so need a condition on currency too"))


def holds(node: Node, facts: Facts) -> bool:
    """Whether checked conditions hold. Raises FactUnknown when that depends on a fact that is not known, OfAnotherWay when on
    one that this way to pay does not have; one of `any` that holds is enough, in whatever order they stand."""
    ((operator, operand),) = node.items()
    if operator == "all":
        return all(holds(each, facts) for each in operand)
    if operator == "any":
        return _any_holds(operand, facts)
    if operator == "not":
        return not holds(operand, facts)
    name, value = operand
    if (fact := facts.get(name)) is None:
        kind = facts.get("kind")
        raise FactUnknown(name) if kind is None or kind in OF_WAYS.get(name, EVERY_WAY) else OfAnotherWay(name)
    return _COMPARE[operator](fact, value)


def _any_holds(nodes: Sequence[Node], facts: Facts) -> bool:
    doubts: list[FactUnknown | OfAnotherWay] = []
    for each in nodes:
        try:
            if holds(each, facts):
                return True
        except (FactUnknown, OfAnotherWay) as doubt:
            doubts.append(doubt)
    if doubts:  # what is not known may have held: that comes before what this way to pay does not have
        raise next((doubt for doubt in doubts if isinstance(doubt, FactUnknown)), doubts[0])
    return False


def _facts_of(node: object, path: str, depth: int, seen: list[int]) -> set[str]:
    seen[0] += 1
    if seen[0] > MOST_NODES:
        raise InvalidRequest((path, f"is beyond the {MOST_NODES} conditions that a rule may have"))
    if depth > DEEPEST:
        raise InvalidRequest((path, f"lies deeper than the {DEEPEST} levels that a rule may have"))
    if not isinstance(node, dict) or len(node) != 1:
        raise InvalidRequest((path, 'must be an object with one member, such as {"gte": ["amountMinor", 100000]}'))
    ((operator, operand),) = node.items()
    place = f"{path}.{operator}"
    if operator in ("all", "any"):
        if not isinstance(operand, list) or not operand:
            raise InvalidRequest((place, "must be a list of at least one condition"))
        return set().union(*(_facts_of(each, f"{place}[{n}]", depth + 1, seen) for n, each in enumerate(operand)))
    if operator == "not":
        return _facts_of(operand, place, depth + 1, seen)
    if operator not in _COMPARE:
        raise InvalidRequest((place, f"is none of all, any, not, {', '.join(_COMPARE)}"))
    return {_comparison(operator, operand, place)}


def _comparison(operator: str, operand: object, place: str) -> str:
    if not isinstance(operand, list) or len(operand) != 2 or not isinstance(operand[0], str):
        raise InvalidRequest((place, "must be a fact and a value"))
    name, value = operand
    if name not in FACTS:
        raise InvalidRequest((place, f"{name[:50]} is no fact; GET /api/v1/fraud/facts lists them"))
    kind, _ = FACTS[name]
    if operator not in _TAKES[kind]:
        raise InvalidRequest((place, f"{name} is a {kind}, which takes {', '.join(sorted(_TAKES[kind]))}"))
    values: Sequence[object] = [value]
    if operator == "in":
        if not isinstance(value, list) or not 1 <= len(value) <= MOST_VALUES:
            raise InvalidRequest((place, f"needs a list of 1 to {MOST_VALUES} values"))
        values = value
    if not all(_is_of(kind, each) for each in values):
        raise InvalidRequest((place, f"{name} is a {kind}, and this is no value for it"))
    return name


def _is_of(kind: str, value: object) -> bool:
    if kind == "truth":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    return isinstance(value, str) and 1 <= len(value) <= MOST_CHARACTERS
