"""The rules that ship, all in the shadow: they count and change nothing until somebody decides so."""

from collections.abc import Mapping

from chalicelib.fraud.rules import Node, Rule

_SINCE = "2026-11-27T00:00:00.000Z"
VERSION = 2  # another one whenever a condition below changes: what names a set of rules is their versions
# What a figure of one dollar is in the minor units of each currency that a rule has a figure in.
A_DOLLAR: Mapping[str, int] = {"USD": 100, "EUR": 100, "COP": 4_000_00, "JPY": 150, "KWD": 300}


def _rule(number: int, name: str, conditions: Node, *, score: int = 0) -> Rule:
    """With a score, or for review."""
    rule_id = f"00000000-0000-5000-8000-{number:012d}"
    action = "score" if score else "review"
    return Rule(rule_id, VERSION, name, conditions, score, action, number, "SHADOW", "bank", _SINCE)  # type: ignore[arg-type]


def _of(kind: str) -> Node:
    return {"eq": ["kind", kind]}


def _at_least(fact: str, dollars: int) -> Node:
    figures = {currency: minor * dollars for currency, minor in A_DOLLAR.items()}
    return {"any": [{"all": [{"eq": ["currency", each]}, {"gte": [fact, minor]}]} for each, minor in figures.items()]}


SHIPPED: tuple[Rule, ...] = (
    _rule(1, "Ten payments or more in an hour", {"gte": ["count1h", 10]}),
    _rule(2, "Thirty payments or more in a day", {"gte": ["count24h", 30]}),
    _rule(3, "20,000 or more in a day", _at_least("sumMinor24h", 20_000)),
    _rule(4, "50,000 or more in a week", _at_least("sumMinor7d", 50_000)),
    _rule(5, "Much to somebody new", {"all": [{"eq": ["newPayee", True]}, _at_least("amountMinor", 5_000)]}, score=50),
    _rule(6, "Much from a young account", {"all": [{"lt": ["accountAgeDays", 7]}, _at_least("amountMinor", 2_000)]}, score=40),
    _rule(7, "Much in the small hours", {"all": [{"lt": ["hourUtc", 5]}, _at_least("amountMinor", 2_000)]}, score=20),
    _rule(8, "Cash just below what is reported, three times in three days",
          {"all": [_of("cashIn"), {"gte": ["nearReportCount3d", 3]}]}),
    _rule(9, "Cash ten times in a day", {"all": [_of("cashIn"), {"gte": ["cashInCount24h", 10]}]}),
    _rule(10, "Much cash that goes on at once",
          {"all": [_at_least("cashInSumMinor24h", 8_000), _at_least("amountMinor", 5_000), {"not": _of("cashIn")}]}),
    _rule(11, "Many accounts of one customer", {"gte": ["openAccounts", 10]}),
    _rule(12, "An account for who gave another's document", {"eq": ["documentReused", True]}),
    _rule(13, "Several accounts on a young address",
          {"all": [{"lt": ["addressAgeHours", 24]}, {"gte": ["openAccounts", 3]}]}),
)  # fmt: skip
