"""The rules that ship, all in the shadow: they count and change nothing until somebody decides so."""

from chalicelib.fraud.rules import Node, Rule

_SINCE = "2026-11-27T00:00:00.000Z"


def _rule(number: int, name: str, conditions: Node, *, score: int = 0, review: bool = False) -> Rule:
    rule_id = f"00000000-0000-5000-8000-{number:012d}"
    return Rule(rule_id, 1, name, conditions, score, "review" if review else "score", number, "SHADOW", "bank", _SINCE)


def _dollars(name: str, minor: int) -> list[Node]:
    return [{"eq": ["currency", "USD"]}, {"gte": [name, minor]}]


SHIPPED: tuple[Rule, ...] = (
    _rule(1, "Ten transfers or more in an hour", {"gte": ["count1h", 10]}, review=True),
    _rule(2, "Thirty transfers or more in a day", {"gte": ["count24h", 30]}, review=True),
    _rule(3, "More than 20,000.00 in a day", {"all": _dollars("sumMinor24h", 2_000_000)}, review=True),
    _rule(4, "More than 50,000.00 in a week", {"all": _dollars("sumMinor7d", 5_000_000)}, review=True),
    _rule(5, "Much to somebody new", {"all": [{"eq": ["newPayee", True]}, *_dollars("amountMinor", 500_000)]}, score=50),
    _rule(6, "Much from a young account", {"all": [{"lt": ["accountAgeDays", 7]}, *_dollars("amountMinor", 200_000)]}, score=40),
    _rule(7, "Much in the small hours", {"all": [{"lt": ["hourUtc", 5]}, *_dollars("amountMinor", 200_000)]}, score=20),
    _rule(8, "Just below what is reported", {"all": [*_dollars("amountMinor", 800_000), {"lt": ["amountMinor", 1_000_000]},
                                                     {"gte": ["count24h", 2]}]}, review=True),
)  # fmt: skip
